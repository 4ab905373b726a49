import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { heldOutLoad, type Peer, run, simulate, toCsv, toJson } from "../src/index.ts";
import { DAY_SECONDS, HOUR_SECONDS, headroom, load, START_MS, settings } from "./build.ts";

const crowd = load(2 * HOUR_SECONDS, (second) => ({ recordsPerSecond: second < 600 ? 400 : 3_000 }));

describe("a run", () => {
	it("is the same for the same seed, byte for byte, in every form of the report", async () => {
		const options = { load: { name: "crowd", source: crowd }, contenders: ["headroom", "epsagon", "static-peak", "on-demand-standard"] };
		const [first, second] = [await simulate(options), await simulate(options)];
		expect(toJson(second)).toBe(toJson(first));
		expect(toCsv(second)).toBe(toCsv(first));
		const other = await simulate({ ...options, settings: { seed: 2 } });
		expect(other.load.offeredRecords).not.toBe(first.load.offeredRecords);
	});

	it("offers every contender the same records", async () => {
		const { rows, load: offered } = await simulate({ load: { name: "crowd", source: crowd }, settings: { burstiness: 0.4 } });
		expect(rows.length).toBeGreaterThan(10);
		expect(new Set(rows.map(({ figures }) => figures.offeredRecords))).toEqual(new Set([offered.offeredRecords]));
	});

	it("counts a crowd: throttled from its first second until the shards are there, in the minute that was worst", async () => {
		const figures = await run(crowd, headroom(), settings());
		expect(figures.reshards.map(({ fromShardCount, toShardCount }) => [fromShardCount, toShardCount])).toEqual([
			[1, 2],
			[2, 4],
		]);
		expect(figures.worstMinute?.startMs).toBe(START_MS + 600_000);
		expect(figures.throttling).toMatchObject({ times: 1 });
		expect(figures.throttledRecords).toBe(figures.lostRecords);
		const seconds = (figures.reshards[0]?.atMs ?? 0) / 1_000 - START_MS / 1_000 - 600;
		expect(seconds).toBeLessThanOrEqual(20);
	});

	it("takes more time to react where producers publish nothing", async () => {
		const [publishing, foreign] = [await run(crowd, headroom(), settings()), await run(crowd, headroom({}, false), settings())];
		expect(foreign.throttledRecords).toBeGreaterThan(2 * publishing.throttledRecords);
	});

	it("sends retries again, which is more attempts and fewer lost records", async () => {
		const burst = load(HOUR_SECONDS, (second) => ({ recordsPerSecond: second % 60 === 30 ? 4_000 : 300 }));
		const never = { kind: "fixed", name: "one", rule: "", shardCount: 1 } as const;
		const [once, often] = [await run(burst, never, settings()), await run(burst, never, settings({ writeAttempts: 4 }))];
		expect(often.throttledRecords).toBeGreaterThanOrEqual(once.throttledRecords);
		expect(often.refusedAttempts).toBeGreaterThan(once.refusedAttempts);
		expect(often.lostRecords).toBeLessThan(once.lostRecords / 100);
		expect(once.lostRecords).toBe(once.throttledRecords);
	});

	it("bills what is open, short-lived shards too", async () => {
		const figures = await run(
			load(DAY_SECONDS, () => ({})),
			{ kind: "fixed", name: "three", rule: "", shardCount: 3 },
			settings(),
		);
		expect(figures.shardHours).toBeCloseTo(72, 6);
	});

	it("counts a peer's refused calls by kind, and lets it go on", async () => {
		const eager: Peer = {
			name: "eager",
			rule: "Asks for three times as many every minute, then for twice as many.",
			create: () => {
				let minutes = 0;
				return {
					onMinute: ({ openShardCount }) => ({ targetShardCount: openShardCount * (minutes++ === 0 ? 3 : 2), reason: "more" }),
				};
			},
		};
		const peer = { kind: "peer", name: "eager", rule: eager.rule, peer: eager } as const;
		const figures = await run(
			load(10 * 60, () => ({})),
			peer,
			settings({ initialShardCount: 1 }),
		);
		expect(figures.refusedByALimit).toBe(1);
		expect(figures.refusals[0]).toContain("cannot scale up over double");
		expect(figures.reshards.length).toBeGreaterThan(2);
		expect(figures.refusedWhileUpdating).toBeGreaterThan(0);
	});
});

describe("Headroom under any load", () => {
	it("never makes more than ten reshards in 24 h and never a call that is refused", async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), fc.constantFrom(0, 0.3, 1), async (seed, burstiness) => {
				const figures = await run(heldOutLoad(seed, 1), headroom(), settings({ seed, burstiness }));
				expect(figures.mostReshardsInADay).toBeLessThanOrEqual(10);
				expect([figures.refusedByALimit, figures.refusedWhileUpdating, figures.refusals]).toEqual([0, 0, []]);
			}),
			{ seed: 19, numRuns: 6 },
		);
	}, 60_000);

	it.each([0, 0.3])("does not flap on a steady load, with burstiness %d", async (burstiness) => {
		const figures = await run(
			load(2 * DAY_SECONDS, () => ({ recordsPerSecond: 2_600 })),
			headroom(),
			settings({ burstiness }),
		);
		expect(figures.reversals).toBe(0);
		expect(figures.reshards.length).toBeLessThanOrEqual(4);
	});
});
