import { CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetFunctionConfigurationCommand, LambdaClient, ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { deploymentNames, FUNCTIONS, type FunctionName, LOCAL_DEPLOYMENT, votesStreamName } from "@headroom/config";
import { OPTIONAL_ENVIRONMENT } from "@headroom/config/deployment";
import { type LocalCloud, startLocalCloud } from "@headroom/local-cloud";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { all, byArn, functionNamed, isOfFunction, named, namesOf, type ResourceOf } from "../harness/look-up.ts";

/** What is deployed, beside what the running local cloud says of itself over the services' own APIs. */
const app = inject("personal");
const deployed = namesOf(app);
const local = deploymentNames(LOCAL_DEPLOYMENT);
const LOCAL_STREAM = "votes";
/** Voters are forgotten after an hour, so that memory stays bounded: docs/decisions/0038-what-the-local-cloud-keeps.md. */
const HERE_ALONE: readonly string[] = [OPTIONAL_ENVIRONMENT.voterTtlSeconds];

let localCloud: LocalCloud;
let lambda: LambdaClient;
let cloudWatch: CloudWatchClient;
let sqs: SQSClient;
let dynamoDb: DynamoDBClient;

beforeAll(async () => {
	localCloud = await startLocalCloud({ endpointPort: 0, apiPort: 0 });
	const { endpointUrl, region } = localCloud.describe();
	const config = { endpoint: endpointUrl, region, credentials: { accessKeyId: "local", secretAccessKey: "local" } };
	lambda = new LambdaClient(config);
	cloudWatch = new CloudWatchClient(config);
	sqs = new SQSClient(config);
	dynamoDb = new DynamoDBClient(config);
});

afterAll(async () => {
	for (const client of [lambda, cloudWatch, sqs, dynamoDb]) client.destroy();
	await localCloud.stop();
});

describe("the local cloud is what is deployed", () => {
	it.each(Object.keys(FUNCTIONS) as FunctionName[])("%s has the same memory, timeout, runtime and environment", async (name) => {
		const here = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: local.functions[name] }));
		const there = functionNamed(app, name)?.inputs;
		expect({ memory: here.MemorySize, timeout: here.Timeout, runtime: here.Runtime, description: here.Description }).toEqual({
			memory: there?.["memorySize"],
			timeout: there?.["timeout"],
			runtime: there?.runtime,
			description: there?.["description"],
		});
		const ours = (variables: object = {}) =>
			Object.keys(variables).filter((variable) => variable.startsWith("HEADROOM_") && !HERE_ALONE.includes(variable));
		expect(ours(here.Environment?.Variables)).not.toEqual([]);
		expect(ours(here.Environment?.Variables).sort()).toEqual(Object.keys(there?.environment?.variables ?? {}).sort());
	});

	it("the stream's alarms measure and judge the same", async () => {
		const { MetricAlarms: here = [] } = await cloudWatch.send(new DescribeAlarmsCommand({}));
		const there = all(app, "alarm").filter(({ inputs }) => inputs.name?.startsWith(`headroom-${votesStreamName(app.stage)}-`));
		expect(here.map(alarmHere).sort(byName)).toEqual(there.map(({ inputs }) => alarmThere(inputs)).sort(byName));
	});

	it("the event sources are read with the same settings", async () => {
		const { EventSourceMappings: here = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
		const readers = ["tally", "drain-overflow", "recheck"] as const;
		expect(here).toHaveLength(readers.length);
		for (const reader of readers) {
			const mapping = here.find(({ FunctionArn }) => FunctionArn?.endsWith(`:${local.functions[reader]}`));
			const readerThere = functionNamed(app, reader);
			const there = all(app, "eventSourceMapping").find(
				({ inputs }) => readerThere !== undefined && isOfFunction(inputs.functionName, readerThere),
			);
			const {
				DestinationConfig,
				EventSourceArn: _arn,
				FunctionArn: _function,
				LastModified: _at,
				State,
				UUID: _id,
				...settingsHere
			} = mapping ?? {};
			expect(State).toBe("Enabled");
			expect(DestinationConfig?.OnFailure?.Destination?.endsWith(`:${local.failedEventsQueue}`)).toBe(
				reader === "tally" ? true : undefined,
			);
			const { destinationConfig: _destination, eventSourceArn: _source, functionName: _name, ...settingsThere } = there?.inputs ?? {};
			expect({ reader, settings: inProvidersSpelling(settingsHere) }).toEqual({ reader, settings: settingsThere });
		}
	});

	it.each([
		["overflow", "overflowQueue"],
		["re-checks", "recheckQueue"],
	] as const)("the queue of %s keeps, hides and gives up messages the same", async (_, queue) => {
		const { accountId, endpointUrl } = localCloud.describe();
		const { Attributes = {} } = await sqs.send(
			new GetQueueAttributesCommand({ QueueUrl: `${endpointUrl}/${accountId}/${local[queue]}`, AttributeNames: ["All"] }),
		);
		const there = named(app, "queue", deployed[queue])?.inputs;
		const redrive = JSON.parse(String(there?.redrivePolicy)) as { deadLetterTargetArn: string; maxReceiveCount: number };
		const redriveHere = JSON.parse(Attributes["RedrivePolicy"] ?? "{}") as { deadLetterTargetArn?: string; maxReceiveCount?: number };
		expect({
			visibility: Number(Attributes["VisibilityTimeout"]),
			retention: Number(Attributes["MessageRetentionPeriod"]),
			maxReceiveCount: redriveHere.maxReceiveCount,
			deadLetters: redriveHere.deadLetterTargetArn?.split(":").at(-1)?.replace(LOCAL_DEPLOYMENT, ""),
		}).toEqual({
			visibility: there?.visibilityTimeoutSeconds,
			retention: there?.messageRetentionSeconds,
			maxReceiveCount: redrive.maxReceiveCount,
			deadLetters: byArn(app, "queue", redrive.deadLetterTargetArn)?.inputs.name?.replace(`headroom-${app.stage}`, ""),
		});
	});

	it.each(["historyTable", "tallyTable"] as const)("the %s has the same keys", async (table) => {
		const { Table } = await dynamoDb.send(new DescribeTableCommand({ TableName: local[table] }));
		const there = named(app, "table", deployed[table])?.inputs;
		expect(Table?.KeySchema?.map(({ AttributeName }) => AttributeName)).toEqual([there?.hashKey, there?.rangeKey]);
	});
});

interface ComparedAlarm {
	readonly name: string;
	readonly [property: string]: unknown;
}

function byName(left: ComparedAlarm, right: ComparedAlarm): number {
	return left.name.localeCompare(right.name);
}

function alarmHere(alarm: MetricAlarm): ComparedAlarm {
	return {
		name: alarm.AlarmName ?? "",
		description: alarm.AlarmDescription,
		wakes: (alarm.AlarmActions ?? []).map((action) => action.split(":").at(-1)?.replace(LOCAL_DEPLOYMENT, "")),
		comparison: alarm.ComparisonOperator,
		threshold: alarm.Threshold,
		periods: [alarm.DatapointsToAlarm, alarm.EvaluationPeriods, alarm.Period],
		missing: alarm.TreatMissingData,
		metric: [alarm.Namespace, alarm.MetricName, alarm.Statistic],
		queries: alarm.Metrics?.map(({ Id, Expression, MetricStat }) => [Id, Expression, MetricStat?.Metric?.MetricName, MetricStat?.Stat]),
	};
}

function alarmThere(alarm: ResourceOf<"alarm">["inputs"]): ComparedAlarm {
	const atHome = (text: string) => text.replaceAll(votesStreamName(app.stage), LOCAL_STREAM);
	return {
		name: atHome(alarm.name ?? ""),
		description: atHome(String(alarm["alarmDescription"])),
		wakes: (alarm.alarmActions ?? []).map((action) =>
			(byArn(app, "function", action) ?? byArn(app, "topic", action))?.inputs.name?.replace(`headroom-${app.stage}`, ""),
		),
		comparison: alarm["comparisonOperator"],
		threshold: alarm.threshold,
		periods: [alarm["datapointsToAlarm"], alarm.evaluationPeriods, alarm["period"]],
		missing: alarm.treatMissingData,
		metric: [alarm.namespace, alarm.metricName, alarm["statistic"]],
		queries: alarm.metricQueries?.map(({ id, expression, metric }) => [
			id,
			expression,
			metric?.metricName,
			(metric as { readonly stat?: string } | undefined)?.stat,
		]),
	};
}

/** `BatchSize` is `batchSize` to the provider. */
function inProvidersSpelling(value: unknown): unknown {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
	const entries = Object.entries(value).map(([key, inner]) => [key.charAt(0).toLowerCase() + key.slice(1), inProvidersSpelling(inner)]);
	return Object.fromEntries(entries);
}
