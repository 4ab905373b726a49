import { chooseLoad } from "../calibrate/choose-load.ts";
import type { MachineMeasured } from "../calibrate/measure-machine.ts";
import type { LoadModel } from "../drive/load-model.ts";
import { count } from "../format.ts";
import { LoadError } from "../load-error.ts";

/** One run of the article's test. */
export interface ArticleRun {
	readonly name: string;
	readonly variant: "headroom" | "naive";
	readonly model: LoadModel;
	/** Beside the votes; 0 without a neighbour. */
	readonly neighbourRecordsPerSecond: number;
	readonly shardCount: number;
	readonly durationSeconds: number;
}

/**
 * The article does not give the think times of its users. On a machine that carries the votes, with these the naive version has about the
 * article's share of errors, 4 %. A shard refuses more than that, since the SDK tries three times and users wait meanwhile. Ten times the
 * users think more than ten times as long: with 10,000 votes a second, one shard would refuse nine in ten, which does not fit 715.3 ms and
 * 4.2 %.
 */
export const THINK_MS = { "1000": 720, "10000": 9_250 } as const;

const RAMP_UP_SECONDS = 10;

/** Ten times as much as one shard takes, and more than a laptop serves. */
const OVERLOAD = { users: 10_000, thinkMs: 1000, longestSeconds: 60 } as const;

/**
 * Far from every limit, so that the test compares the code and not the stream. Short alternating turns, so that both run under the same
 * conditions.
 */
export const UNTHROTTLED = { shardCount: 4, ratePerSecond: 300, connections: 200, rounds: 3, roundSeconds: 20 } as const;

/** The pace of both crowds on the machine of this measurement. */
export interface ArticlePace {
	readonly thinkMs: Readonly<Record<"1000" | "10000", number>>;
	readonly neighbourRecordsPerSecond: number;
	/** Of the comparison without throttles. */
	readonly unthrottledVotesPerSecond: number;
	readonly machine: MachineMeasured;
}

/** Shorter than a server keeps an idle connection, so that the two ends do not race. */
const LONGEST_THINK_MS = 60_000;

/**
 * Where the machine carries well above one shard in votes, the crowds vote as fast as the article's. Elsewhere they vote as fast as it
 * carries well, and a neighbour writes the rest.
 *
 * @throws LoadError if the machine does not carry the votes of 10,000 users who each keep a connection
 */
export function articlePace(machine: MachineMeasured): ArticlePace {
	const { neighbourRecordsPerSecond, votesPerSecond } = chooseLoad(machine, 1, undefined);
	const unthrottledVotesPerSecond = Math.min(UNTHROTTLED.ratePerSecond, votesPerSecond);
	if (neighbourRecordsPerSecond === 0) return { thinkMs: THINK_MS, neighbourRecordsPerSecond, unthrottledVotesPerSecond, machine };
	const leastVotesPerSecond = Math.ceil(10_000 / (LONGEST_THINK_MS / 1000));
	if (machine.votesPerSecond < 2 * leastVotesPerSecond)
		throw new LoadError(
			`This machine carries ${count(machine.votesPerSecond)} votes/s beside its other work. 10,000 users who each keep a connection need ${count(2 * leastVotesPerSecond)}: ` +
				`they vote at least once a minute, and that may take half of it. Try again when the machine is less busy; nothing was measured.`,
		);
	const thinkMs = (users: number) => Math.min(LONGEST_THINK_MS, Math.round((users / votesPerSecond) * 1000));
	return { thinkMs: { "1000": thinkMs(1000), "10000": thinkMs(10_000) }, neighbourRecordsPerSecond, unthrottledVotesPerSecond, machine };
}

export function articleRuns(durationSeconds: number, { neighbourRecordsPerSecond, thinkMs }: ArticlePace): readonly ArticleRun[] {
	const crowd = (users: 1000 | 10_000, variant: "headroom" | "naive"): ArticleRun => ({
		name: `${variant}-${users}`,
		variant,
		// A user votes on arrival: faster arrivals than votes would be the load of the run.
		model: {
			kind: "users",
			users,
			thinkMs: thinkMs[users],
			rampUpSeconds: Math.min(durationSeconds, Math.max(RAMP_UP_SECONDS, neighbourRecordsPerSecond === 0 ? 0 : thinkMs[users] / 1000)),
		},
		neighbourRecordsPerSecond,
		shardCount: 1,
		durationSeconds,
	});
	return [
		crowd(1000, "naive"),
		crowd(1000, "headroom"),
		crowd(10_000, "naive"),
		crowd(10_000, "headroom"),
		{
			name: "overload",
			variant: "headroom",
			model: { kind: "users", users: OVERLOAD.users, thinkMs: OVERLOAD.thinkMs, rampUpSeconds: Math.min(RAMP_UP_SECONDS, durationSeconds) },
			neighbourRecordsPerSecond: 0,
			shardCount: 1,
			durationSeconds: Math.min(OVERLOAD.longestSeconds, durationSeconds),
		},
	];
}
