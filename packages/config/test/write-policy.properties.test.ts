import { DEFAULT_POLICY } from "@headroom/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePolicy } from "../src/policy.ts";
import { writePolicy } from "../src/write-policy.ts";

const seconds = (least: number, most: number) => fc.double({ min: least, max: most, noNaN: true });
const timeOfDay = fc
	.integer({ min: 0, max: 1_439 })
	.map((minute) => [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":"));
const floor = fc.record(
	{
		name: fc.string({ minLength: 1, maxLength: 60 }),
		days: fc.subarray(["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
		from: timeOfDay,
		to: timeOfDay,
		minShardCount: fc.integer({ min: 8, max: 64 }),
	},
	{ requiredKeys: ["name", "from", "to", "minShardCount"] },
);
const written = fc.record(
	{
		minShardCount: fc.integer({ min: 1, max: 8 }),
		maxShardCount: fc.integer({ min: 64, max: 10_000 }),
		targetUtilization: fc.double({ min: 0.6, max: 0.8, noNaN: true }),
		scaleOutCooldown: seconds(0, 86_400),
		stabilizationWindow: fc.oneof(seconds(60, 86_400), fc.constantFrom("15m", "1h30m", "90s")),
		maxIteratorAgeForScaleIn: seconds(0, 31_536_000),
		reshardsReservedForScaleOut: fc.integer({ min: 0, max: 10 }),
		optionalSignals: fc.constantFrom(["reads"], []),
		scheduledFloors: fc.array(floor, { maxLength: 3 }),
	},
	{ requiredKeys: [] },
);

describe("writePolicy", () => {
	it("writes what is read as the same policy", () => {
		fc.assert(
			fc.property(written, (policy) => {
				const read = parsePolicy(policy, "votes");
				expect(parsePolicy(writePolicy(read), "votes")).toEqual(read);
			}),
			{ seed: 41, numRuns: 300 },
		);
	});

	it.each([
		{ title: "nothing of the defaults", policy: DEFAULT_POLICY, is: {} },
		{
			title: "durations as a person does",
			policy: { ...DEFAULT_POLICY, maxShardCount: 8, scaleInCooldownSeconds: 5_400 },
			is: { maxShardCount: 8, scaleInCooldown: "90m" },
		},
		{
			title: "floors with their days",
			policy: {
				...DEFAULT_POLICY,
				scheduledFloors: [{ name: "evening", daysOfWeek: [5, 6], fromMinuteOfDay: 1_080, toMinuteOfDay: 1_410, minShardCount: 4 }],
			},
			is: { scheduledFloors: [{ name: "evening", days: ["fri", "sat"], from: "18:00", to: "23:30", minShardCount: 4 }] },
		},
	])("writes $title", ({ is, policy }) => {
		expect(writePolicy(policy)).toEqual(is);
	});
});
