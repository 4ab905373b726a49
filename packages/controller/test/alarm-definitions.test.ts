import { DEFAULT_POLICY } from "@headroom/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	type AlarmDefinition,
	ANY_ALARM_NAME_PATTERN,
	alarmDefinitions,
	alarmName,
	alarmNamePattern,
	parseAlarmName,
	putMetricAlarmInput,
} from "../src/index.ts";

const ARNS = { autoscaler: ["arn:autoscaler"], people: ["arn:topic"] };

const definitions = alarmDefinitions({ streamName: "votes", policy: DEFAULT_POLICY });
const withReads = alarmDefinitions({ streamName: "votes", policy: { ...DEFAULT_POLICY, optionalSignals: ["reads"] } });

function definition(kind: AlarmDefinition["kind"]): AlarmDefinition {
	const found = definitions.find((candidate) => candidate.kind === kind);
	if (found === undefined) throw new RangeError(`no alarm ${kind}`);
	return found;
}

describe("the alarms of a stream", () => {
	it("are five, named after the stream and their kind", () => {
		expect(definitions.map((alarm) => alarm.alarmName)).toEqual([
			"headroom-votes-fast",
			"headroom-votes-any-producer",
			"headroom-votes-utilization-high",
			"headroom-votes-utilization-low",
			"headroom-votes-iterator-age",
		]);
	});

	it.each([...definitions, ...withReads])("keep CloudWatch's limits: $kind", (alarm) => {
		const input = putMetricAlarmInput(alarm, ARNS);
		const periodSeconds = input.Period ?? 60;
		expect(input.AlarmName.length).toBeLessThanOrEqual(255);
		expect(input.AlarmDescription.length).toBeLessThanOrEqual(1_024);
		expect(input.Metrics?.length ?? 1).toBeLessThanOrEqual(10);
		expect(input.Metrics?.filter(({ ReturnData }) => ReturnData).length ?? 1).toBe(1);
		expect(periodSeconds * input.EvaluationPeriods).toBeLessThanOrEqual(86_400);
		expect(input.DatapointsToAlarm).toBeLessThanOrEqual(input.EvaluationPeriods);
		expect(input.AlarmDescription).not.toMatch(/undefined|NaN/);
	});

	it("watch what is read, too, where the policy lists it", () => {
		const kinds = withReads.filter((alarm, index) => JSON.stringify(alarm) !== JSON.stringify(definitions[index])).map(({ kind }) => kind);
		expect(kinds).toEqual(["utilization-high", "utilization-low"]);
		expect(JSON.stringify(withReads)).toContain("IF(incomingRecords, MAX([recordShards, byteShards, readsShards]) / openShards)");
		expect(JSON.stringify(withReads)).toContain("FILL(reads, 0) / 120000000");
	});

	it.each([...definitions, ...withReads])("use each query of metric math by an id that is defined before: $kind", ({ measures }) => {
		if (measures.kind === "metric") return;
		const defined = new Set<string>();
		for (const query of measures.queries) {
			expect(query.id).toMatch(/^[a-z][a-zA-Z0-9_]*$/);
			if ("expression" in query) {
				const used = query.expression.match(/\b[a-z][a-zA-Z0-9_]*\b/g) ?? [];
				for (const id of used) expect(defined).toContain(id);
				expect(query.expression).not.toMatch(/SEARCH/);
			}
			defined.add(query.id);
		}
	});

	it("wake the autoscaler, except for what no reshard cures", () => {
		expect(definitions.filter(({ wakes }) => wakes === "people").map(({ kind }) => kind)).toEqual(["iterator-age"]);
		expect(putMetricAlarmInput(definition("fast"), ARNS).AlarmActions).toEqual(["arn:autoscaler"]);
		expect(putMetricAlarmInput(definition("iterator-age"), ARNS).AlarmActions).toEqual(["arn:topic"]);
	});

	it("take the fast one from what producers publish, at ten seconds", () => {
		expect(putMetricAlarmInput(definition("fast"), ARNS)).toEqual({
			AlarmName: "headroom-votes-fast",
			AlarmDescription:
				"Writes to votes are being throttled now: its producers counted it within the last 10 seconds. " +
				"Headroom looks at the stream and reshards it if that helps.",
			ActionsEnabled: true,
			AlarmActions: ["arn:autoscaler"],
			ComparisonOperator: "GreaterThanThreshold",
			Threshold: 0,
			EvaluationPeriods: 1,
			DatapointsToAlarm: 1,
			TreatMissingData: "notBreaching",
			Namespace: "Headroom",
			MetricName: "WriteThrottles",
			Dimensions: [{ Name: "StreamName", Value: "votes" }],
			Statistic: "Sum",
			Period: 10,
		});
	});

	it("take utilization by metric math over the shard count, so that a reshard rewrites no threshold", () => {
		const { Metrics, Threshold } = putMetricAlarmInput(definition("utilization-high"), ARNS);
		expect(Threshold).toBe(DEFAULT_POLICY.scaleOutUtilization);
		expect(
			Metrics?.map(({ Id, Expression, MetricStat }) => [Id, Expression ?? `${MetricStat?.Stat} ${MetricStat?.Metric.MetricName}`]),
		).toEqual([
			["incomingRecords", "Sum IncomingRecords"],
			["incomingBytes", "Sum IncomingBytes"],
			["openShardCount", "Minimum OpenShardCount"],
			["openShards", "FILL(openShardCount, REPEAT)"],
			["recordShards", "incomingRecords / 60000"],
			["byteShards", "incomingBytes / 60000000"],
			["utilization", "IF(incomingRecords, MAX([recordShards, byteShards]) / openShards)"],
		]);
	});

	const windows: readonly { title: string; stabilizationWindowSeconds: number; evaluationPeriods: number }[] = [
		{ title: "as long as the stabilization window", stabilizationWindowSeconds: 3_600, evaluationPeriods: 60 },
		{ title: "for at least one minute", stabilizationWindowSeconds: 60, evaluationPeriods: 1 },
		{ title: "for at most a day, as CloudWatch allows", stabilizationWindowSeconds: 200_000, evaluationPeriods: 1_440 },
	];
	it.each(windows)("wait for low utilization $title", ({ stabilizationWindowSeconds, evaluationPeriods }) => {
		const policy = { ...DEFAULT_POLICY, minShardCount: 3, stabilizationWindowSeconds };
		const low = alarmDefinitions({ streamName: "votes", policy }).find(({ kind }) => kind === "utilization-low");
		expect(low).toMatchObject({ evaluationPeriods, datapointsToAlarm: evaluationPeriods });
		expect(low?.measures).toMatchObject({
			queries: expect.arrayContaining([expect.objectContaining({ expression: "IF(utilization, IF(openShards > 3, utilization, 1))" })]),
		});
	});

	it("set the iterator age's threshold at half of the retention", () => {
		expect(definition("iterator-age").threshold).toBe(12 * 3_600_000);
		const week = alarmDefinitions({ streamName: "votes", policy: DEFAULT_POLICY, retentionHours: 168 });
		expect(week.find(({ kind }) => kind === "iterator-age")?.threshold).toBe(84 * 3_600_000);
	});
});

describe("an alarm's name", () => {
	it("leads back to its stream, whatever that is called", () => {
		const streamName = fc.stringMatching(/^[a-zA-Z0-9_.-]{1,128}$/);
		fc.assert(
			fc.property(streamName, fc.constantFrom(...definitions.map(({ kind }) => kind)), (name, kind) => {
				expect(parseAlarmName(alarmName(name, kind))).toEqual({ streamName: name, kind });
			}),
			{ seed: 20_261_123 },
		);
	});

	it.each(["", "headroom-", "headroom--fast", "headroom-votes", "headroom-votes-slow", "votes-fast", "HEADROOM-votes-fast"])(
		"that is not one of ours leads nowhere: %j",
		(name) => {
			expect(parseAlarmName(name)).toBeUndefined();
		},
	);

	it("matches the pattern of its stream and of all alarms", () => {
		expect([alarmNamePattern("votes"), alarmNamePattern("orders-*"), ANY_ALARM_NAME_PATTERN]).toEqual([
			"headroom-votes-*",
			"headroom-orders-*-*",
			"headroom-*",
		]);
		for (const pattern of [alarmNamePattern("votes"), ANY_ALARM_NAME_PATTERN]) {
			const prefix = pattern.slice(0, -1);
			expect(definitions.filter((alarm) => !alarm.alarmName.startsWith(prefix))).toEqual([]);
		}
	});
});
