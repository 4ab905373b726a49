import { Bench } from "tinybench";
import { KinesisEmulator, type MetricDatum, type MetricSink, VirtualClock } from "../src/index.ts";

/** 2026-11-23T12:00:00Z */
const START_MS = 1_795_435_200_000;
const SHARD_COUNT = 4;
const BATCH_RECORDS = 500;

const clock = new VirtualClock(START_MS);
const seen: { latest?: MetricDatum } = {};
const metrics: MetricSink = {
	putMetric(datum) {
		seen.latest = datum;
	},
};
// Without room for everything the benchmark would measure refusals.
const settings = { writeRecordsPerSecondPerShard: 10_000_000, writeBytesPerSecondPerShard: 10_000_000_000 };
const emulator = new KinesisEmulator({ clock, region: "us-east-1", accountId: "123456789012", metrics, settings });
emulator.handle("CreateStream", { StreamName: "votes", ShardCount: SHARD_COUNT });
clock.advanceBy(1_000);

const data = Buffer.alloc(120, "vote").toString("base64");
let voter = 0;
const record = () => ({ PartitionKey: `favourite-colour#voter-${voter++}`, Data: data });

const bench = new Bench({ name: "kinesis emulator", time: 2_000 });
bench.add("PutRecord", () => {
	clock.advanceBy(0.01);
	emulator.handle("PutRecord", { StreamName: "votes", ...record() });
});
bench.add(`PutRecords of ${BATCH_RECORDS}`, () => {
	clock.advanceBy(5);
	emulator.handle("PutRecords", { StreamName: "votes", Records: Array.from({ length: BATCH_RECORDS }, record) });
});
await bench.run();

const recordsPerCall = [1, BATCH_RECORDS];
bench.tasks.forEach((task, index) => {
	const result = task.result;
	if (result.state !== "completed") throw new Error(`${task.name} did not complete: ${result.state}`);
	const recordsPerSecond = Math.round(result.throughput.mean * (recordsPerCall[index] ?? 1));
	console.log(`emulator ${task.name}: ${recordsPerSecond.toLocaleString("en-US")} records/s`);
});
emulator.close();
