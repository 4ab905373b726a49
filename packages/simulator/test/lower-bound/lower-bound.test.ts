import { highestLegalTarget, lowestLegalTarget } from "@headroom/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dailyRhythmLoad, flashCrowdLoad, microBurstLoad } from "../../src/generators/index.ts";
import { cheapestSchedule } from "../../src/lower-bound/cheapest-schedule.ts";
import { type Demand, demandOfLoad, lowerBound } from "../../src/lower-bound/index.ts";
import { bruteForceCost, type SmallCase } from "./brute-force.ts";

const HOUR = 3_600;
const DAY_HOURS = 24;
const hourly = (fullShards: readonly number[]): Demand => ({ bucketSeconds: HOUR, fullShards: Float64Array.from(fullShards) });
const repeated = (count: number, pattern: readonly number[]) => Array.from({ length: count }, () => pattern).flat();

function bound({ needs, windowBuckets, reshardsPerWindow }: SmallCase, blocksPerWindow: number): number {
	const stretches = needs.map((least) => ({ buckets: 1, costOf: (count: number) => (count >= least ? count : Number.POSITIVE_INFINITY) }));
	return cheapestSchedule(stretches, {
		windowBuckets,
		reshardsPerWindow,
		blocksPerWindow,
		lowestShardCount: Math.min(...needs),
		highestShardCount: Math.max(...needs),
	});
}

describe("the cheapest shard-hours, by hand", () => {
	it.each([
		{ title: "a steady load: its shards, rounded up", demand: repeated(10, [2.5]), shardHours: 30 },
		{ title: "an idle stream still has a shard", demand: repeated(10, [0]), shardHours: 10 },
		{ title: "few changes: exactly what is needed", demand: [1, 1, 2, 3, 3, 2, 1], shardHours: 13 },
		{ title: "1 → 8 takes three reshards, which may follow one another at once", demand: [1, 1, 8, 8], shardHours: 18 },
		{
			title: "an hour of 1, an hour of 2, for a day: of the twelve dips one is free to come up from, and nine reshards are four more",
			demand: repeated(12, [1, 2]),
			shardHours: 48 - 1 - 4,
		},
	])("$title", ({ demand, shardHours }) => {
		expect(lowerBound(hourly(demand)).shardHours).toBeCloseTo(shardHours, 9);
	});

	it("a minimum is kept to", () => {
		expect(lowerBound(hourly([0.5, 0.5, 4]), { minShardCount: 3 }).shardHours).toBeCloseTo(10, 9);
	});

	it.each([
		{ title: "to 8 from 1 with two reshards is not possible: it begins with 2", needs: [1, 1, 8], reshards: 2, cost: 12 },
		{ title: "half of five is three: 5 → 1 takes three reshards", needs: [5, 1, 1], reshards: 3, cost: 7 },
		{ title: "with two it stays at 2", needs: [5, 1, 1], reshards: 2, cost: 9 },
		{ title: "with none it is the peak", needs: [5, 1, 1], reshards: 0, cost: 15 },
	])("$title", ({ needs, reshards, cost }) => {
		expect(bound({ needs, windowBuckets: 10, reshardsPerWindow: reshards }, 1)).toBe(cost);
	});
});

const smallCases = fc.record({
	needs: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 8 }),
	windowBuckets: fc.constantFrom(2, 4, 6),
	reshardsPerWindow: fc.integer({ min: 0, max: 4 }),
});

describe("against every schedule there is, on small cases", () => {
	it.each([1, 2])("is never above the best, with %s blocks a window", (blocks) => {
		fc.assert(
			fc.property(smallCases, (small) => {
				expect(bound(small, blocks)).toBeLessThanOrEqual(bruteForceCost(small));
			}),
			{ seed: 10, numRuns: 300 },
		);
	});

	it("is the best where all lies within one window", () => {
		fc.assert(
			fc.property(smallCases, (small) => {
				const oneWindow = { ...small, windowBuckets: small.needs.length + 1 };
				expect(bound(oneWindow, 1)).toBe(bruteForceCost(oneWindow));
			}),
			{ seed: 11, numRuns: 300 },
		);
	});
});

const DAYS = 3;

/** A schedule that UpdateShardCount would have accepted: changes at any second, at most ten in a rolling 24 h. */
const schedules = fc
	.record({
		first: fc.integer({ min: 1, max: 12 }),
		changes: fc.array(
			fc.record({ atHour: fc.double({ min: 0, max: DAYS * DAY_HOURS, noNaN: true }), to: fc.double({ min: 0, max: 1, noNaN: true }) }),
			{
				maxLength: 40,
			},
		),
	})
	.map(({ first, changes }) => {
		const accepted: { readonly atHour: number; readonly count: number }[] = [{ atHour: 0, count: first }];
		for (const { atHour, to } of changes.toSorted((a, b) => a.atHour - b.atHour)) {
			const inADay = accepted.slice(1).filter((one) => one.atHour > atHour - DAY_HOURS).length;
			const count = accepted.at(-1)?.count ?? 1;
			const [low, high] = [lowestLegalTarget(count), Math.min(20, highestLegalTarget(count))];
			if (inADay < 10) accepted.push({ atHour, count: Math.round(low + (high - low) * to) });
		}
		return accepted;
	});

type Schedule = readonly { readonly atHour: number; readonly count: number }[];

/** The pieces of a schedule within one hour. */
function pieces(schedule: Schedule, hour: number): { readonly hours: number; readonly count: number }[] {
	return schedule
		.map(({ atHour, count }, index) => {
			const until = schedule[index + 1]?.atHour ?? DAYS * DAY_HOURS;
			return { hours: Math.min(until, hour + 1) - Math.max(atHour, hour), count };
		})
		.filter(({ hours }) => hours > 0);
}

const shardHoursOf = (schedule: Schedule) =>
	Array.from({ length: DAYS * DAY_HOURS }, (_, hour) => pieces(schedule, hour))
		.flat()
		.reduce((sum, { hours, count }) => sum + hours * count, 0);

const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: DAYS * DAY_HOURS, maxLength: DAYS * DAY_HOURS });

describe("against schedules that are free to change at any second", () => {
	it("is never above one that throttles nothing", () => {
		fc.assert(
			fc.property(schedules, shares, (schedule, filled) => {
				const demand = filled.map((share, hour) => share * Math.min(...pieces(schedule, hour).map(({ count }) => count)));
				expect(lowerBound(hourly(demand)).shardHours).toBeLessThanOrEqual(shardHoursOf(schedule) + 1e-6);
			}),
			{ seed: 12, numRuns: 200 },
		);
	});

	it("is never above one that throttles a share, if that share is allowed", () => {
		fc.assert(
			fc.property(schedules, shares, (schedule, filled) => {
				const demand = filled.map((share, hour) => 1.5 * share * Math.max(...pieces(schedule, hour).map(({ count }) => count)));
				const throttled = demand
					.flatMap((full, hour) => pieces(schedule, hour).map(({ hours, count }) => hours * Math.max(0, full - count)))
					.reduce((sum, one) => sum + one, 0);
				const offered = demand.reduce((sum, one) => sum + one, 0);
				if (offered === 0 || throttled === 0) return;
				const { shardHours } = lowerBound(hourly(demand), { throttledShare: Math.min(1, throttled / offered) });
				expect(shardHours).toBeLessThanOrEqual(shardHoursOf(schedule) + 1e-6);
			}),
			{ seed: 13, numRuns: 100 },
		);
	});
});

const demands = fc.array(fc.double({ min: 0, max: 8, noNaN: true }), { minLength: 1, maxLength: 60 });

describe("the bound", () => {
	it("lies between the need of each hour by itself and the peak all the time", () => {
		fc.assert(
			fc.property(demands, (demand) => {
				const { shardHours, highestShardCount } = lowerBound(hourly(demand));
				const alone = demand.reduce((sum, full) => sum + Math.max(1, Math.ceil(full - 1e-9)), 0);
				expect(shardHours).toBeGreaterThanOrEqual(alone - 1e-6);
				expect(shardHours).toBeLessThanOrEqual(highestShardCount * demand.length + 1e-6);
			}),
			{ seed: 14 },
		);
	});

	it("never falls when more is offered", () => {
		fc.assert(
			fc.property(demands, fc.nat(), fc.double({ min: 0, max: 4, noNaN: true }), (demand, at, more) => {
				const raised = demand.with(at % demand.length, (demand[at % demand.length] ?? 0) + more);
				expect(lowerBound(hourly(raised)).shardHours).toBeGreaterThanOrEqual(lowerBound(hourly(demand)).shardHours - 1e-6);
			}),
			{ seed: 15 },
		);
	});

	it("never rises when throttling is allowed", () => {
		fc.assert(
			fc.property(demands, fc.double({ min: 0.0001, max: 0.5, noNaN: true }), (demand, throttledShare) => {
				const allowed = lowerBound(hourly(demand), { throttledShare }).shardHours;
				expect(allowed).toBeLessThanOrEqual(lowerBound(hourly(demand)).shardHours + 1e-6);
				expect(allowed).toBeGreaterThanOrEqual(demand.length - 1e-6);
			}),
			{ seed: 16, numRuns: 50 },
		);
	});

	it.each([
		{ title: "no demand", demand: hourly([]), options: {}, reason: /demand is empty/ },
		{ title: "a demand that is not a number", demand: hourly([1, Number.NaN]), options: {}, reason: /Bucket 1 would fill NaN shards/ },
		{ title: "a negative demand", demand: hourly([-1]), options: {}, reason: /Bucket 0 would fill -1 shards/ },
		{ title: "more than a stream may have", demand: hourly([10_001]), options: {}, reason: /Bucket 0 would fill 10001 shards/ },
		{ title: "a share over 1", demand: hourly([1]), options: { throttledShare: 1.1 }, reason: /throttledShare must be from 0 to 1/ },
		{ title: "a minimum of 0", demand: hourly([1]), options: { minShardCount: 0 }, reason: /minShardCount must be whole/ },
		{
			title: "buckets of more than half a day",
			demand: { ...hourly([1]), bucketSeconds: 50_000 },
			options: {},
			reason: /cannot be cut into 2 blocks/,
		},
	])("$title is refused", ({ demand, options, reason }) => {
		expect(() => lowerBound(demand, options)).toThrow(reason);
	});
});

describe("the demand of a load", () => {
	const bursts = microBurstLoad({
		durationSeconds: 120,
		baseRecordsPerSecond: 0,
		burstRecordsPerSecond: 3_000,
		everySeconds: 60,
		burstSeconds: 10,
	});

	it.each([
		{ of: "mean", fullShards: [0.5, 0.5] },
		{ of: "peak", fullShards: [3, 3] },
	] as const)("is its minutes' $of", ({ of, fullShards }) => {
		expect([...demandOfLoad(bursts, of).fullShards]).toEqual(fullShards);
	});

	it("counts bytes where they weigh more, and a last bucket that is shorter", () => {
		const large = flashCrowdLoad({ durationSeconds: 90, baseRecordsPerSecond: 100, atSeconds: [], bytesPerRecord: 25_000 });
		expect([...demandOfLoad(large).fullShards]).toEqual([2.5, 2.5]);
	});

	it("of a daily rhythm costs little more than each minute by itself", () => {
		const load = dailyRhythmLoad({ durationSeconds: 3 * DAY_HOURS * HOUR, lowestRecordsPerSecond: 800, highestRecordsPerSecond: 8_000 });
		const demand = demandOfLoad(load);
		const alone = demand.fullShards.reduce((sum, full) => sum + Math.ceil(full), 0) / 60;
		expect(lowerBound(demand).shardHours / alone).toBeLessThan(1.05);
	});
});
