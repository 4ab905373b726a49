import {
	alarmDefinitions,
	HEADROOM_METRICS,
	HEADROOM_NAMESPACE,
	KINESIS_METRICS,
	KINESIS_NAMESPACE,
	putMetricAlarmInput,
} from "@headroom/controller";
import { CloudWatchEmulator } from "@headroom/emulators";
import { DEFAULT_POLICY } from "@headroom/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minutesKeptMs, simulatedAlarms } from "../../src/headroom/headroom-scaler.ts";
import { PublishedShardCounts } from "../../src/headroom/watched-metrics.ts";
import { SimulatedStream } from "../../src/stream/simulated-stream.ts";
import { START_MS } from "../build.ts";

const STREAM_NAME = "votes";
const METRIC_DELAY_MS = 2_500;
const PRODUCERS = { namespace: HEADROOM_NAMESPACE, unit: "Count", dimensions: { StreamName: STREAM_NAME } } as const;
/** Short, so that the alarm on low utilization has its say within an hour. */
const policy = { ...DEFAULT_POLICY, stabilizationWindowSeconds: 600 };

/** When each alarm went to ALARM, whole seconds, by the emulator of CloudWatch that stores datum by datum and by the simulator's. */
function transitions(recordsPerSecond: (second: number) => number, seconds: number, evaluatedEverySeconds: number) {
	const stream = new SimulatedStream({
		streamName: STREAM_NAME,
		startMs: START_MS,
		openShardCount: 3,
		arrivals: { seed: 1, arrivals: "poisson" },
		writeAttempts: 1,
		kinesis: {},
		minutesKeptMs: minutesKeptMs(policy),
	});
	const inEmulator: string[] = [];
	const cloudWatch = new CloudWatchEmulator({
		clock: stream.clock,
		region: "us-east-1",
		accountId: "111122223333",
		onAlarmAction: ({ alarmName, atMs }) => inEmulator.push(`${alarmName} ${Math.ceil((atMs - START_MS) / 1_000)}`),
	});
	for (const definition of alarmDefinitions({ streamName: STREAM_NAME, policy })) {
		if (definition.wakes === "autoscaler") {
			cloudWatch.handle(
				"PutMetricAlarm",
				putMetricAlarmInput(definition, { autoscaler: ["arn:aws:sns:us-east-1:111122223333:a"], people: [] }),
			);
		}
	}
	const published = new PublishedShardCounts(minutesKeptMs(policy));
	const alarms = simulatedAlarms({ stream, policy, producersPublish: true, published });
	const inSimulator: string[] = [];
	let seenUntilMs = START_MS;
	for (let second = 0; second < seconds; second += 1) {
		const { refusedAttempts } = stream.pass(recordsPerSecond(second), 300, 0);
		const nowMs = stream.clock.nowMs();
		if (refusedAttempts > 0) put(cloudWatch, HEADROOM_METRICS.writeThrottles, refusedAttempts, nowMs - 1_000, nowMs + METRIC_DELAY_MS, 1);
		for (const minute of stream.minutes.visible(seenUntilMs, Number.POSITIVE_INFINITY)) {
			for (const [name, value] of [
				[KINESIS_METRICS.incomingRecords, minute.incomingRecords],
				[KINESIS_METRICS.incomingBytes, minute.incomingBytes],
				[KINESIS_METRICS.writeProvisionedThroughputExceeded, minute.throttledRecords],
			] as const) {
				put(cloudWatch, name, value, minute.startMs, minute.availableAtMs, 60, KINESIS_NAMESPACE);
			}
			seenUntilMs = minute.startMs + 1;
		}
		for (const { definition, look } of alarms.map((alarm) => ({ definition: alarm.definition, look: () => alarm.look(nowMs) }))) {
			if (look()) inSimulator.push(`${definition.alarmName} ${second + 1}`);
		}
		if (second % evaluatedEverySeconds === 7) {
			published.publish(nowMs, stream.openShardCount);
			put(cloudWatch, HEADROOM_METRICS.openShardCount, stream.openShardCount, nowMs, nowMs + METRIC_DELAY_MS, 60);
		}
	}
	return { inEmulator: inEmulator.sort(), inSimulator: inSimulator.sort() };
}

function put(
	cloudWatch: CloudWatchEmulator,
	metricName: string,
	value: number,
	timestampMs: number,
	availableAtMs: number,
	storageResolutionSeconds: 1 | 60,
	namespace: string = HEADROOM_NAMESPACE,
) {
	cloudWatch.putMetric({
		...PRODUCERS,
		namespace,
		metricName,
		timestampMs,
		availableAtMs,
		storageResolutionSeconds,
		statistics: { sampleCount: 1, sum: value, minimum: value, maximum: value },
	});
}

describe("the simulator's alarms and the emulator's, which stores datum by datum", () => {
	it("go to ALARM in the same seconds, all four", () => {
		const shape = (second: number) => (second < 1_200 ? 2_500 : second < 1_500 ? 4_200 : 300);
		const { inEmulator, inSimulator } = transitions(shape, 3_600, 60);
		expect(inSimulator).toEqual(inEmulator);
		expect(new Set(inEmulator.map((line) => line.split(" ")[0]))).toEqual(
			new Set(["any-producer", "fast", "utilization-high", "utilization-low"].map((kind) => `headroom-${STREAM_NAME}-${kind}`)),
		);
	});

	it("do so under any load, also where evaluations are rare and minutes idle", () => {
		const levels = fc.array(fc.constantFrom(0, 1, 400, 1_400, 2_800, 3_050, 5_000), { minLength: 4, maxLength: 12 });
		fc.assert(
			fc.property(levels, fc.constantFrom(60, 150, 400), (perStretch, everySeconds) => {
				const stretchSeconds = 170;
				const shape = (second: number) => perStretch[Math.floor(second / stretchSeconds)] ?? 0;
				const { inEmulator, inSimulator } = transitions(shape, perStretch.length * stretchSeconds, everySeconds);
				expect(inSimulator).toEqual(inEmulator);
			}),
			{ seed: 11, numRuns: 25 },
		);
	});
});
