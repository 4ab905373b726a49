import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_POLICY, decide, type LoadDatapoint, type Observation, summarize } from "../src/index.ts";
import { fastThrottles, HOUR_MS, history, MINUTE_MS, minute, NOW_MS, observation, reshard } from "./build.ts";

const WINDOW_MINUTES = DEFAULT_POLICY.stabilizationWindowSeconds / 60;

/** Starts of one minute after the other, the newest so long ago. */
const headroomMinutes = (count: number, newestMinutesAgo = 1) =>
	Array.from({ length: count }, (_, index) => NOW_MS - (newestMinutesAgo + count - 1 - index) * MINUTE_MS);

/** Sixteen shards, consumers that keep up, and what is given of the metrics. */
function world(
	minutes: readonly LoadDatapoint[],
	own: readonly number[] | undefined,
	load: Partial<Observation["load"]> = {},
): Observation {
	const base = observation({ openShardCount: 16, minutes });
	return { ...base, load: { ...base.load, ...(own === undefined ? {} : { headroomMinutes: own }), ...load } };
}

const busy = (minutesAgo: number) => minute({ minutesAgo, recordsPerSecond: 6_000 });
const lastBusy = (minutesAgo: number) => Array.from({ length: 30 }, (_, index) => busy(minutesAgo + 29 - index));

describe("a stream without datapoints", () => {
	const rows: readonly { title: string; observed: Observation; reshards?: Parameters<typeof history>[0]; kind: string; says: string }[] = [
		{
			title: "scales in where Headroom's own metric arrived all the time",
			observed: world([], headroomMinutes(WINDOW_MINUTES + 5)),
			kind: "scale-in",
			says: "nothing was written to 16 shards for",
		},
		{
			title: "keeps its shards where no metric of Headroom's arrived",
			observed: world([], undefined),
			kind: "hold",
			says: "no datapoint newer than",
		},
		{
			title: "keeps its shards where Headroom's newest metric is older than five minutes",
			observed: world([], headroomMinutes(WINDOW_MINUTES + 5, 7)),
			kind: "hold",
			says: "no datapoint newer than",
		},
		{
			title: "keeps its shards while the silence is shorter than the window",
			observed: world([], headroomMinutes(WINDOW_MINUTES - 2)),
			kind: "hold",
			says: "no datapoint newer than",
		},
		{
			title: "keeps its shards for the window after its last datapoint: metrics that are late are silent, too",
			observed: world(lastBusy(16), headroomMinutes(WINDOW_MINUTES + 40)),
			kind: "hold",
			says: "no datapoint newer than",
		},
		{
			title: "keeps its shards where Headroom itself was silent for a while in between",
			observed: world([], [...headroomMinutes(20, 15), ...headroomMinutes(5)]),
			kind: "hold",
			says: "no datapoint newer than",
		},
		{
			title: "keeps its shards for the window after somebody scaled out: that was for load",
			observed: world([], headroomMinutes(WINDOW_MINUTES + 5)),
			reshards: { reshards: [reshard({ agoMs: 20 * MINUTE_MS, fromShardCount: 8, toShardCount: 16 })] },
			kind: "hold",
			says: "no datapoint newer than",
		},
		{
			title: "goes on to scale in after a scale in, once the cooldown is over",
			observed: world([], headroomMinutes(WINDOW_MINUTES + 5)),
			reshards: { reshards: [reshard({ agoMs: HOUR_MS, fromShardCount: 32, toShardCount: 16 })] },
			kind: "scale-in",
			says: "nothing was written",
		},
		{
			title: "keeps its shards where producers count throttled writes",
			observed: world([], headroomMinutes(WINDOW_MINUTES + 5), { fastWindow: { ...fastThrottles(1), startMs: NOW_MS - 50_000 } as never }),
			kind: "scale-out",
			says: "throttled",
		},
		{
			title: "keeps its shards where a datapoint is faulty",
			observed: world([{ ...busy(1), incomingRecords: Number.NaN }], headroomMinutes(WINDOW_MINUTES + 5)),
			kind: "hold",
			says: "no datapoint newer than",
		},
		{
			title: "ignores times of Headroom's metric that are no times",
			observed: world([], [Number.NaN, Number.POSITIVE_INFINITY, NOW_MS + HOUR_MS]),
			kind: "hold",
			says: "no datapoint newer than",
		},
	];
	it.each(rows)("$title", ({ kind, observed, reshards, says }) => {
		const decision = decide(observed, DEFAULT_POLICY, history(reshards));
		expect(decision.kind).toBe(kind);
		expect(summarize(decision)).toContain(says);
	});

	it("keeps its shards for half an hour at least, however short the window is", () => {
		const impatient = { ...DEFAULT_POLICY, stabilizationWindowSeconds: 300 };
		expect(decide(world([], headroomMinutes(16)), impatient, history()).kind).toBe("hold");
		expect(decide(world([], headroomMinutes(31)), impatient, history()).kind).toBe("scale-in");
	});

	it("is at the minimum in the end", () => {
		const quiet = observation({ openShardCount: 1, minutes: [] });
		const decision = decide({ ...quiet, load: { ...quiet.load, headroomMinutes: headroomMinutes(90) } }, DEFAULT_POLICY, history());
		expect(decision).toMatchObject({ kind: "hold", measured: { kind: "measured", utilization: 0 } });
		expect(summarize(decision)).toContain("the floor allows no fewer shards");
	});
});

describe("gaps between datapoints", () => {
	/** One busy minute in seven, the newest two minutes ago. */
	const sparse = Array.from({ length: 14 }, (_, index) => minute({ minutesAgo: 2 + (13 - index) * 7, recordsPerSecond: 10 }));

	it("are no load where Headroom's own metric arrived in them", () => {
		expect(decide(world(sparse, headroomMinutes(120)), DEFAULT_POLICY, history()).kind).toBe("scale-in");
	});

	it("are unknown without it", () => {
		const decision = decide(world(sparse, undefined), DEFAULT_POLICY, history());
		expect(decision.kind).toBe("hold");
		expect(summarize(decision)).toContain("Headroom does not scale in without data");
	});

	it("are unknown where Headroom was silent as well", () => {
		const own = headroomMinutes(120).filter((startMs) => startMs > NOW_MS - 4 * MINUTE_MS || startMs < NOW_MS - 40 * MINUTE_MS);
		expect(decide(world(sparse, own), DEFAULT_POLICY, history()).kind).toBe("hold");
	});
});

it("whatever CloudWatch holds back of a busy stream for a quarter of an hour, no shard is taken away", () => {
	fc.assert(
		fc.property(fc.integer({ min: 2, max: 15 }), fc.integer({ min: 9_000, max: 16_000 }), (lateMinutes, recordsPerSecond) => {
			const minutes = Array.from({ length: 90 }, (_, index) => minute({ minutesAgo: lateMinutes + 89 - index, recordsPerSecond }));
			expect(decide(world(minutes, headroomMinutes(120)), DEFAULT_POLICY, history()).kind).not.toBe("scale-in");
		}),
		{ seed: 20261127 },
	);
});
