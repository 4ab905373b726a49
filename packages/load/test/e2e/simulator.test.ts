import { setTimeout as wait } from "node:timers/promises";
import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { HEADROOM_METRICS, HEADROOM_NAMESPACE, SHARD_ID_DIMENSION, STREAM_NAME_DIMENSION } from "@headroom/controller";
import { DEFAULT_POLICY } from "@headroom/engine";
import { type LocalCloud, startLocalCloud } from "@headroom/local-cloud";
import { DEFAULT_SIMULATION_SETTINGS, type LoadSource, type RunFigures, run } from "@headroom/simulator";
import { afterAll, beforeAll, expect, it } from "vitest";

const STREAM_NAME = "votes";
const MINUTE_MS = 60_000;
/** Half a shard, then more than one: two take it, inside the band. */
const CALM_RECORDS_PER_SECOND = 500;
const CROWD_RECORDS_PER_SECOND = 1_600;
const CALM_SECONDS = 12;
const CROWD_SECONDS = 63;
const RECORD_BYTES = 100;
const TICK_MS = 100;
/** The fast alarm looks every ten seconds, the local cloud's sweep once a minute at a moment of its own, and a machine may be busy. */
const SECONDS_APART_AT_MOST = 20;

let localCloud: LocalCloud;
let kinesis: KinesisClient;
let cloudWatch: CloudWatchClient;

beforeAll(async () => {
	localCloud = await startLocalCloud({ endpointPort: 0, apiPort: 0 });
	const { endpointUrl: endpoint, region } = localCloud.describe();
	const client = { endpoint, region, credentials: { accessKeyId: "local", secretAccessKey: "local" } };
	kinesis = new KinesisClient(client);
	cloudWatch = new CloudWatchClient(client);
}, 60_000);

afterAll(async () => {
	kinesis.destroy();
	cloudWatch.destroy();
	await localCloud.stop();
});

/** The local cloud's own account of its reshards. */
async function reshardsOnLocalCloud(): Promise<{ readonly from: number; readonly to: number; readonly atMs: number }[]> {
	const { events } = (await (await fetch(`${localCloud.describe().endpointUrl}/_local-cloud/events`)).json()) as {
		events: { kind: string; outcome?: string; atMs: number; currentShardCount: number; targetShardCount: number }[];
	};
	return events
		.filter(({ kind, outcome }) => kind === "update-shard-count" && outcome === "accepted")
		.map(({ currentShardCount, targetShardCount, atMs }) => ({ from: currentShardCount, to: targetShardCount, atMs }));
}

/** Writes on the wall's clock, and publishes what is throttled as place-vote does: for the stream and for the shard, by the second. */
async function produce(crowdAtMs: number, untilMs: number): Promise<void> {
	let owed = 0;
	let key = 0;
	let lastMs = Date.now();
	const data = Buffer.alloc(RECORD_BYTES - 10, "v");
	const publishing: Promise<unknown>[] = [];
	while (lastMs < untilMs) {
		await wait(TICK_MS);
		const nowMs = Date.now();
		owed += ((nowMs - lastMs) / 1_000) * (nowMs < crowdAtMs ? CALM_RECORDS_PER_SECOND : CROWD_RECORDS_PER_SECOND);
		lastMs = nowMs;
		const Records = Array.from({ length: Math.min(500, Math.floor(owed)) }, () => ({
			Data: data,
			PartitionKey: String(key++).padStart(10, "0"),
		}));
		owed -= Records.length;
		if (Records.length === 0) continue;
		const answer = await kinesis.send(new PutRecordsCommand({ StreamName: STREAM_NAME, Records }));
		const byShard = new Map<string, number>();
		for (const { ErrorMessage } of answer.Records ?? []) {
			const shardId = /shardId-\d+/.exec(ErrorMessage ?? "")?.[0];
			if (shardId !== undefined) byShard.set(shardId, (byShard.get(shardId) ?? 0) + 1);
		}
		for (const [shardId, throttled] of byShard) publishing.push(publish(shardId, throttled));
	}
	await Promise.all(publishing);
}

function publish(shardId: string, throttled: number): Promise<unknown> {
	const stream = { Name: STREAM_NAME_DIMENSION, Value: STREAM_NAME };
	const datum = { MetricName: HEADROOM_METRICS.writeThrottles, Value: throttled, StorageResolution: 1, Timestamp: new Date() };
	return cloudWatch.send(
		new PutMetricDataCommand({
			Namespace: HEADROOM_NAMESPACE,
			MetricData: [
				{ ...datum, Dimensions: [stream] },
				{ ...datum, Dimensions: [stream, { Name: SHARD_ID_DIMENSION, Value: shardId }] },
			],
		}),
	);
}

/** The same load in virtual time, at the same times of day: alarms are evaluated at moments that hang on the clock. */
function simulate(crowdAtMs: number, untilMs: number): Promise<RunFigures> {
	const startMs = Math.floor(crowdAtMs / MINUTE_MS) * MINUTE_MS - MINUTE_MS;
	const source: LoadSource = {
		startMs,
		durationSeconds: Math.ceil((untilMs - startMs) / 1_000),
		at: (second) => ({
			recordsPerSecond: startMs + second * 1_000 < crowdAtMs ? CALM_RECORDS_PER_SECOND : CROWD_RECORDS_PER_SECOND,
			bytesPerRecord: RECORD_BYTES,
		}),
	};
	const headroom = { kind: "headroom", name: "headroom", rule: "", policy: DEFAULT_POLICY, producersPublish: true } as const;
	return run(source, headroom, { ...DEFAULT_SIMULATION_SETTINGS, streamName: STREAM_NAME, initialShardCount: 1 });
}

it("the local cloud in real time and the simulator in virtual time make the same reshards of the same load", {
	timeout: 180_000,
}, async () => {
	const crowdAtMs = Date.now() + CALM_SECONDS * 1_000;
	const untilMs = crowdAtMs + CROWD_SECONDS * 1_000;
	await produce(crowdAtMs, untilMs);
	const real = await reshardsOnLocalCloud();
	const { reshards } = await simulate(crowdAtMs, untilMs);

	expect(real.map(({ from, to }) => [from, to])).toEqual([[1, 2]]);
	expect(reshards.map(({ fromShardCount, toShardCount }) => [fromShardCount, toShardCount])).toEqual(
		real.map(({ from, to }) => [from, to]),
	);
	reshards.forEach(({ atMs }, index) => {
		expect(Math.abs(atMs - (real[index]?.atMs ?? Number.NaN)) / 1_000).toBeLessThanOrEqual(SECONDS_APART_AT_MOST);
	});
});
