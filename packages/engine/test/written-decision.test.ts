import { describe, expect, it } from "vitest";
import { decide, type Limit, writtenDecision, writtenPlanStep } from "../src/index.ts";
import { fastThrottles, history, observation, policy, reshards } from "./build.ts";

describe("a step of a plan says which limits shaped it", () => {
	const rows: readonly { readonly limits: readonly Limit[]; readonly shapedBy: string }[] = [
		{ limits: [{ limit: "double" }], shapedBy: "capped at double" },
		{ limits: [{ limit: "half" }], shapedBy: "at least half" },
		{ limits: [{ limit: "maximum", shardCount: 1_024 }], shapedBy: "capped at the maximum of 1,024" },
		{ limits: [{ limit: "below-maximum" }], shapedBy: "brought below the 10,000 shards that a stream may have" },
		{ limits: [{ limit: "account", freeShardCount: 12 }], shapedBy: "kept within the account's 12 free shards" },
		{ limits: [{ limit: "account" }], shapedBy: "kept within the account's quota" },
		{ limits: [{ limit: "double" }, { limit: "quarters" }], shapedBy: "capped at double, rounded up to a multiple of 25 %" },
	];
	it.each(rows)("$shapedBy", ({ limits, shapedBy }) => {
		expect(writtenPlanStep({ fromShardCount: 3, toShardCount: 6, limits })).toEqual({ fromShardCount: 3, toShardCount: 6, shapedBy });
	});

	it("and nothing where none did", () => {
		expect(writtenPlanStep({ fromShardCount: 3, toShardCount: 4 })).toEqual({ fromShardCount: 3, toShardCount: 4 });
	});
});

/** What `explain --json` prints and the history table keeps; programs read it. */
describe("a written decision has the shape that programs know", () => {
	it("of a scale out", () => {
		const world = observation({ openShardCount: 1, minutes: [], fastWindow: fastThrottles(1_804) });
		expect(writtenDecision(decide(world, policy(), history()))).toEqual({
			kind: "scale-out",
			streamName: "votes",
			decidedAtMs: world.observedAtMs,
			openShardCount: 1,
			targetShardCount: 2,
			recommendedShardCount: 5,
			trigger: "write-throttle",
			budget: { used: 0, left: 10 },
			measured: {
				kind: "assumed-full",
				offeredRecordsPerSecond: 2_804,
				throttledRecordsPerSecond: 1_804,
				utilization: expect.closeTo(2.804, 9),
				source: "records",
				windowSeconds: 10,
			},
			plan: [
				{ fromShardCount: 1, toShardCount: 2, shapedBy: "capped at double" },
				{ fromShardCount: 2, toShardCount: 4, shapedBy: "capped at double" },
				{ fromShardCount: 4, toShardCount: 5 },
			],
			trail: [
				{ step: "recommend", says: expect.stringMatching(/^Scaling out 1 → 2 shards: /) },
				{ step: "measure", says: expect.any(String) },
				{ step: "recommend", says: expect.any(String) },
				{ step: "limit", says: expect.any(String) },
				{ step: "gate", says: expect.any(String) },
			],
		});
	});

	it("of a refusal, a finding and a hold: the first step is the one that decided", () => {
		const blocked = decide(observation({ utilization: 0.95 }), policy(), history({ reshards: reshards(10) }));
		const held = decide(observation({ utilization: 0.5 }), policy(), history());
		expect(writtenDecision(blocked)).toMatchObject({
			kind: "blocked",
			blockedBy: "reshard-quota",
			trail: [{ step: "gate" }, {}, {}, {}, {}],
		});
		expect(writtenDecision(held)).toMatchObject({
			kind: "hold",
			trail: [{ step: "recommend" }, { step: "measure" }, { step: "recommend" }],
		});
	});
});
