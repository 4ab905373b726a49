import { MAX_SHARDS_PER_STREAM, OPTIONAL_SIGNALS, RESHARDS_PER_ROLLING_DAY } from "@headroom/engine";
import * as z from "zod/mini";
import { parseDurationMs, writeDuration } from "./duration.ts";

/** What `docs/policy.md` shows about a key beside its name and default. */
export interface KeyDocumentation {
	readonly unit: string;
	readonly effect: string;
}

/** One entry for each key of {@link writtenPolicy}. It is beside the schema so that neither changes alone. */
export const POLICY_DOCUMENTATION = z.registry<KeyDocumentation>();

const DAYS_OF_WEEK = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
const DAY_SECONDS = 86_400;
const TEAM_ERROR = "must be 1 to 64 letters, digits, dots, underscores or hyphens";
/** Notifications show the names of floors, so they must be short. */
const MAX_FLOOR_NAME_LENGTH = 60;

/** Floor as a person writes it. */
export const scheduledFloor = z.strictObject(
	{
		name: z
			.string({ error: "must be text" })
			.check(
				z.minLength(1, "must not be empty"),
				z.maxLength(MAX_FLOOR_NAME_LENGTH, `must be at most ${MAX_FLOOR_NAME_LENGTH} characters`),
			),
		days: z.optional(
			z.array(z.enum(DAYS_OF_WEEK, `must be one of ${DAYS_OF_WEEK.join(", ")}`), {
				error: `must be a list of days (${DAYS_OF_WEEK.join(", ")})`,
			}),
		),
		from: timeOfDay(),
		to: timeOfDay(),
		minShardCount: wholeNumber(1, MAX_SHARDS_PER_STREAM),
	},
	{ error: "must be an object with name, from, to, minShardCount and, optionally, days" },
);

/** The policy of one stream as a person writes it: every key optional, durations as `"5m"`. Unknown keys are errors. */
export const writtenPolicy = z.strictObject(
	{
		minShardCount: documented(wholeNumber(1, MAX_SHARDS_PER_STREAM), "shards", "Never fewer shards than this."),
		maxShardCount: documented(
			wholeNumber(1, MAX_SHARDS_PER_STREAM),
			"shards",
			"Never more shards than this. Must be at least `minShardCount`. Headroom refuses to go beyond it and reports that.",
		),
		targetUtilization: documented(
			ratio(),
			"ratio",
			"How full a reshard leaves the shards, in records or bytes, whichever is more. 1 is full.",
		),
		scaleOutUtilization: documented(ratio(), "ratio", "Headroom scales out above this utilization. Must be at least `targetUtilization`."),
		scaleInUtilization: documented(
			ratio(),
			"ratio",
			"Headroom scales in only below this utilization. Must be below `targetUtilization`. A lower value saves less and reshards less often.",
		),
		scaleOutCooldown: documented(
			duration(0, DAY_SECONDS),
			"duration",
			"Pause between the end of a reshard and the next scale out. A throttled stream skips it.",
		),
		scaleInCooldown: documented(duration(0, DAY_SECONDS), "duration", "Pause between the end of any reshard and a scale in."),
		stabilizationWindow: documented(
			duration(60, DAY_SECONDS),
			"duration",
			"Look-back for a scale in: Headroom keeps the highest count that any minute of it needed.",
		),
		lookAhead: documented(
			duration(0, 3_600),
			"duration",
			"How far ahead Headroom follows a rising load: about as long as a reshard of this stream takes.",
		),
		maxIteratorAgeForScaleIn: documented(
			duration(0, 365 * DAY_SECONDS),
			"duration",
			"Headroom does not scale in while a consumer is further behind than this.",
		),
		reshardsReservedForScaleOut: documented(
			wholeNumber(0, RESHARDS_PER_ROLLING_DAY),
			"reshards",
			`Reshards kept for scaling out, of the ${RESHARDS_PER_ROLLING_DAY} in a rolling 24 h. Headroom keeps more when returning to the 24 h peak (plus one doubling) would need more; never more than reaching \`maxShardCount\` would.`,
		),
		writeAttemptsPerRecord: documented(
			z
				.number({ error: "must be a number from 1 to 100" })
				.check(z.gte(1, "must be a number from 1 to 100"), z.lte(100, "must be a number from 1 to 100")),
			"attempts",
			"How often producers try a throttled record. Headroom divides throttles by it, so that retries do not count as load. 1 is the cautious side.",
		),
		maxOverride: documented(
			duration(60, 365 * DAY_SECONDS),
			"duration",
			"How long a person may pause or hold the stream. For longer they need `--longer`, and say yes to it. A longer one that is set is obeyed, and `doctor` names it from its second day on.",
		),
		team: documented(
			z.string({ error: TEAM_ERROR }).check(z.regex(/^[\w.-]{1,64}$/, TEAM_ERROR)),
			"text",
			"Whose stream it is: the attribute `team` of its notifications, for filter policies. Letters, digits, `.`, `_` and `-`, at most 64. [notifications.md](notifications.md) has examples.",
		),
		optionalSignals: documented(
			z.array(z.enum(OPTIONAL_SIGNALS, `must be one of ${OPTIONAL_SIGNALS.join(", ")}`), {
				error: `must be a list of signals (${OPTIONAL_SIGNALS.join(", ")})`,
			}),
			"list",
			"Further signals that may ask for shards. `reads`: bytes that consumers without enhanced fan-out read, 2 MB/s a shard. Each costs one metric more at every evaluation.",
		),
		scheduledFloors: documented(
			z.array(scheduledFloor, { error: "must be a list of floors" }),
			"list",
			'Higher minima by time of day, UTC: `{ "name": "evening", "days": ["fri", "sat"], "from": "18:00", "to": "23:30", "minShardCount": 4 }`. ' +
				"Without `days` a floor applies every day. If `to` is not after `from`, it runs over midnight.",
		),
	},
	{ error: 'must be an object, such as {} or { "maxShardCount": 8 }' },
);

/** Every key optional, as a person writes it. */
export type WrittenPolicy = z.input<typeof writtenPolicy>;

/** Checked: durations in milliseconds, floors in minutes of the day. The keys keep their names and stay optional. */
export type CheckedPolicy = z.output<typeof writtenPolicy>;

/** The place of a day in the week, 0 is Sunday. */
export function dayOfWeek(day: (typeof DAYS_OF_WEEK)[number]): number {
	return DAYS_OF_WEEK.indexOf(day);
}

/** The day at a place of the week, 0 is Sunday. @throws RangeError if no day has the place */
export function nameOfDay(day: number): (typeof DAYS_OF_WEEK)[number] {
	const name = DAYS_OF_WEEK[day];
	if (name === undefined) throw new RangeError(`No day of the week has the place ${day}.`);
	return name;
}

function documented<Schema extends z.ZodMiniType>(schema: Schema, unit: string, effect: string): z.ZodMiniOptional<Schema> {
	const optional = z.optional(schema);
	POLICY_DOCUMENTATION.add(optional, { unit, effect });
	return optional;
}

function wholeNumber(minimum: number, maximum: number) {
	const error = `must be a whole number from ${minimum} to ${maximum}`;
	return z.number({ error }).check(z.int(error), z.gte(minimum, error), z.lte(maximum, error));
}

function ratio() {
	const error = "must be a ratio above 0 and at most 1 (0.7 is 70 %)";
	return z.number({ error }).check(z.gt(0, error), z.lte(1, error));
}

/** In: `"5m"` or seconds. Out: milliseconds. */
function duration(minimumSeconds: number, maximumSeconds: number) {
	const [from, to] = [writeDuration(minimumSeconds * 1000), writeDuration(maximumSeconds * 1000)];
	const error = `must be a duration from ${from} to ${to}, such as "90s", "5m", "1h30m" or a number of seconds`;
	const isInRange = (written: unknown): boolean => {
		const milliseconds = parseDurationMs(written);
		return milliseconds !== undefined && milliseconds >= minimumSeconds * 1000 && milliseconds <= maximumSeconds * 1000;
	};
	return z.pipe(
		z.custom<number | string>(isInRange, { error }),
		z.transform((written: number | string) => parseDurationMs(written) ?? Number.NaN),
	);
}

/** In: `"18:30"`. Out: minutes since midnight. */
function timeOfDay() {
	const pattern = /^([01]\d|2[0-3]):([0-5]\d)$/;
	const error = 'must be a time of day in UTC from "00:00" to "23:59"';
	return z.pipe(
		z.string({ error }).check(z.regex(pattern, error)),
		z.transform((written: string) => Number(written.slice(0, 2)) * 60 + Number(written.slice(3))),
	);
}
