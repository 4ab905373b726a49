import { describe, expect, it } from "vitest";
import { decide, type LoadDatapoint, summarize } from "../src/index.ts";
import { history, observation, policy, steadyMinutes } from "./build.ts";

/** 400 records/s of 2 kB are 0.8 MB/s; so many shared consumers read each byte once. */
function read(consumers: number): readonly LoadDatapoint[] {
	return steadyMinutes({ recordsPerSecond: 400, bytesPerRecord: 2_000 }).map((minute) => ({
		...minute,
		signals: { reads: minute.incomingBytes * consumers },
	}));
}

const READS = policy({ optionalSignals: ["reads"] });

describe("bytes read by consumers that share the shards, 2 MB/s a shard", () => {
	it("ask for shards where the policy lists them: six consumers of 0.8 MB/s fill 2.4 shards", () => {
		const decision = decide(observation({ openShardCount: 2, minutes: read(6) }), READS, history());
		expect(decision).toMatchObject({ kind: "scale-out", targetShardCount: 4, trigger: "utilization-high" });
		expect(decision.measured).toMatchObject({ source: "reads", utilization: 1.2, signalsPerSecond: { reads: 4_800_000 } });
		expect(summarize(decision)).toBe("Scaling out 2 → 4 shards: 4.8 MB/s read from 2 shards (120 % of capacity).");
	});

	it("ask for nothing where the policy does not", () => {
		const decision = decide(observation({ openShardCount: 2, minutes: read(6) }), policy(), history());
		expect(decision).toMatchObject({ kind: "hold", measured: { source: "bytes" } });
		expect(decision.measured).not.toHaveProperty("signalsPerSecond");
	});

	it("keep shards that what is written alone would not need", () => {
		const world = observation({ openShardCount: 6, minutes: read(6) });
		expect(decide(world, policy(), history())).toMatchObject({ kind: "scale-in" });
		expect(decide(world, READS, history())).toMatchObject({ kind: "hold" });
	});

	it("do not hide that the writes need more", () => {
		const minutes = steadyMinutes({ recordsPerSecond: 3_600 }).map((minute) => ({ ...minute, signals: { reads: 60_000 } }));
		expect(decide(observation({ minutes }), READS, history())).toMatchObject({ kind: "scale-out", measured: { source: "records" } });
	});

	it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("that cannot be (%s) are missing, and the minute's writes still count", (reads) => {
		const minutes = read(1).map((minute) => ({ ...minute, signals: { reads } }));
		const decision = decide(observation({ openShardCount: 2, minutes }), READS, history());
		expect(decision).toMatchObject({ kind: "hold", measured: { source: "bytes" } });
	});
});
