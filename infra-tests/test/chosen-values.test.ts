import type { FunctionName } from "@headroom/config";
import { describe, expect, inject, it } from "vitest";
import { all, functionNamed, named } from "../harness/look-up.ts";
import type { MetricAlarmInputs } from "../harness/provider-inputs.ts";

/**
 * What production is deployed with, in figures. The properties compare with the definitions; this catches a definition that changes
 * by mistake. A change that is meant is made here too.
 */
const app = inject("production");

describe("functions of production", () => {
	const rows: readonly [FunctionName, number, number, number | undefined, number | undefined, number | undefined][] = [
		["place-vote", 512, 15, undefined, undefined, undefined],
		["results", 256, 10, undefined, undefined, undefined],
		["tally", 512, 60, undefined, undefined, undefined],
		["drain-overflow", 256, 60, 2, undefined, undefined],
		["autoscaler", 512, 60, 5, 2, 3600],
		["recheck", 512, 60, 2, undefined, undefined],
		["sweep", 512, 300, 1, 0, 120],
	];
	it.each(rows)(
		"%s: %d MB, %d s, %s executions set aside, %s retries of events up to %s s old",
		(name, memory, timeout, reserved, retries, age) => {
			const lambdaFunction = functionNamed(app, name);
			expect(lambdaFunction?.inputs).toMatchObject({ memorySize: memory, timeout, runtime: "nodejs24.x", architectures: ["arm64"] });
			expect(lambdaFunction?.inputs.reservedConcurrentExecutions).toBe(reserved);
			const config = all(app, "eventInvokeConfig").find(({ inputs }) => inputs.functionName === lambdaFunction?.inputs.name);
			expect([config?.inputs.maximumRetryAttempts, config?.inputs.maximumEventAgeInSeconds]).toEqual([retries, age]);
		},
	);
});

describe("alarms of production", () => {
	const autoscaler = "arn:aws:lambda:us-east-1:123456789012:function:headroom-production-autoscaler";
	const people = "arn:aws:sns:us-east-1:123456789012:headroom-production-notifications";
	type Judged = readonly [alarm: string, judges: string, missing: string, wakes: string, metric: string | undefined];
	const rows: readonly Judged[] = [
		["headroom-votes-production-fast", "> 0, 1 of 1", "notBreaching", autoscaler, "Headroom WriteThrottles Sum 10"],
		[
			"headroom-votes-production-any-producer",
			"> 0, 1 of 3",
			"notBreaching",
			autoscaler,
			"AWS/Kinesis WriteProvisionedThroughputExceeded Sum 60",
		],
		["headroom-votes-production-utilization-high", "> 0.9, 2 of 3", "notBreaching", autoscaler, undefined],
		["headroom-votes-production-utilization-low", "< 0.55, 60 of 60", "missing", autoscaler, undefined],
		[
			"headroom-votes-production-iterator-age",
			"> 43200000, 2 of 3",
			"ignore",
			people,
			"AWS/Kinesis GetRecords.IteratorAgeMilliseconds Maximum 60",
		],
		...["place-vote", "results", "tally", "drain-overflow", "autoscaler", "recheck", "sweep"].map(
			(name): Judged => [`headroom-production-${name}-errors`, "> 0, 1 of 3", "notBreaching", people, "AWS/Lambda Errors Sum 60"],
		),
		...["overflow-dead-letter", "recheck-dead-letter", "failed-events"].map(
			(name): Judged => [
				`headroom-production-${name}-messages`,
				"> 0, 1 of 1",
				"ignore",
				people,
				"AWS/SQS ApproximateNumberOfMessagesVisible Maximum 300",
			],
		),
		["headroom-production-sweep-stopped", "< 1, 5 of 5", "breaching", people, "AWS/Lambda Invocations Sum 60"],
		["headroom-production-api-5xx", "> 0, 1 of 3", "notBreaching", people, "AWS/ApiGateway 5xx Sum 60"],
	];

	it.each(rows)("%s: %s, missing data is %s", (name, judges, missing, wakes, metric) => {
		const inputs = named(app, "alarm", name)?.inputs as MetricAlarmInputs & Readonly<Record<string, unknown>>;
		const sign = inputs["comparisonOperator"] === "GreaterThanThreshold" ? ">" : "<";
		expect(`${sign} ${inputs.threshold}, ${inputs["datapointsToAlarm"]} of ${inputs.evaluationPeriods}`).toBe(judges);
		expect(inputs).toMatchObject({ treatMissingData: missing, alarmActions: [wakes], actionsEnabled: true });
		const measured =
			inputs.metricQueries === undefined && `${inputs.namespace} ${inputs.metricName} ${inputs["statistic"]} ${inputs["period"]}`;
		expect(measured || undefined).toBe(metric);
	});

	it("are these and no others", () => {
		expect(
			all(app, "alarm")
				.map(({ inputs }) => inputs.name)
				.sort(),
		).toEqual(rows.map(([name]) => name).sort());
	});

	it.each(["utilization-high", "utilization-low"])("%s is of the fuller of records and bytes, by the open shards", (kind) => {
		const queries = named(app, "alarm", `headroom-votes-production-${kind}`)?.inputs.metricQueries ?? [];
		const expressions = Object.fromEntries(queries.flatMap(({ id, expression }) => (expression === undefined ? [] : [[id, expression]])));
		expect(expressions).toMatchObject({
			recordShards: "incomingRecords / 60000",
			byteShards: "incomingBytes / 60000000",
			utilization: "IF(incomingRecords, MAX([recordShards, byteShards]) / openShards)",
		});
	});
});

describe("queues, consumers and the API of production", () => {
	it.each([
		["overflow", 360, 1_209_600, 1000],
		["recheck", 360, 86_400, 5],
	])("queue %s: seen again after %d s, kept for %d s, given up after %d receives", (name, visibility, retention, receives) => {
		const queue = named(app, "queue", `headroom-production-${name}`);
		expect(queue?.inputs).toMatchObject({ visibilityTimeoutSeconds: visibility, messageRetentionSeconds: retention });
		expect(JSON.parse(queue?.inputs.redrivePolicy ?? "{}")).toEqual({
			deadLetterTargetArn: `arn:aws:sqs:us-east-1:123456789012:headroom-production-${name}-dead-letter`,
			maxReceiveCount: receives,
		});
	});

	it("the tally reads 500 votes of one shard at a time, from the beginning, and tries until it has counted them", () => {
		const mapping = all(app, "eventSourceMapping").find(({ inputs }) => inputs.functionName?.endsWith(":headroom-production-tally"));
		expect(mapping?.inputs).toMatchObject({
			eventSourceArn: "arn:aws:kinesis:us-east-1:123456789012:stream/votes-production",
			startingPosition: "TRIM_HORIZON",
			batchSize: 500,
			maximumBatchingWindowInSeconds: 0,
			parallelizationFactor: 1,
			bisectBatchOnFunctionError: true,
			maximumRetryAttempts: -1,
			maximumRecordAgeInSeconds: -1,
			functionResponseTypes: ["ReportBatchItemFailures"],
			destinationConfig: { onFailure: { destinationArn: "arn:aws:sqs:us-east-1:123456789012:headroom-production-failed-events" } },
		});
	});

	it("the API takes 5,000 requests a second, and 5,000 at once", () => {
		expect(all(app, "apiStage").map(({ inputs }) => inputs.defaultRouteSettings)).toEqual([
			expect.objectContaining({ throttlingRateLimit: 5000, throttlingBurstLimit: 5000 }),
		]);
	});
});
