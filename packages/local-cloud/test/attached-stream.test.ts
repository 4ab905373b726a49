import { setTimeout } from "node:timers/promises";
import { CloudWatchClient, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { CreateStreamCommand, KinesisClient, waitUntilStreamExists } from "@aws-sdk/client-kinesis";
import { AddPermissionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
	cloudWatchLoad,
	dynamoHistory,
	dynamoManagedStreams,
	kinesisStream,
	notifiers,
	readMetricSeries,
	sqsRecheck,
	streamConsumers,
} from "@headroom/aws/autoscaler";
import { cloudWatchAlarms } from "@headroom/aws/people";
import { deploymentNames, LOCAL_DEPLOYMENT, parsePolicy } from "@headroom/config";
import {
	ALARMS_PRINCIPAL,
	type AttachPorts,
	alarmDefinitions,
	attachStream,
	detachStream,
	putMetricAlarmInput,
	scaleStream,
	setOverride,
} from "@headroom/controller";
import { CollectingTelemetry } from "@headroom/controller/test-ports";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type LocalCloud, startLocalCloud } from "../src/index.ts";
import type { LocalCloudDescription } from "../src/local-cloud.ts";
import { functionArn } from "../src/names.ts";

const STREAM_NAME = "clicks";
const WRITTEN = { maxShardCount: 4 };

/** Through the ports over unmodified SDK clients, as a person's command does it from another process. */
describe("a stream that somebody else created", { timeout: 60_000 }, () => {
	let localCloud: LocalCloud;
	let described: LocalCloudDescription;
	let ports: AttachPorts;
	const autoscaler = functionArn(deploymentNames(LOCAL_DEPLOYMENT).functions.autoscaler);

	beforeAll(async () => {
		localCloud = await startLocalCloud({ endpointPort: 0, apiPort: 0, reshardSeconds: 3 });
		described = localCloud.describe();
		vi.stubEnv("AWS_ENDPOINT_URL", described.endpointUrl);
		vi.stubEnv("AWS_REGION", described.region);
		vi.stubEnv("AWS_ACCESS_KEY_ID", "local");
		vi.stubEnv("AWS_SECRET_ACCESS_KEY", "local");
		const client = new KinesisClient();
		await client.send(new CreateStreamCommand({ StreamName: STREAM_NAME, ShardCount: 1 }));
		await waitUntilStreamExists({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { StreamName: STREAM_NAME });
		client.destroy();
		// What a deployment grants for the names that may be attached.
		const lambda = new LambdaClient();
		await lambda.send(
			new AddPermissionCommand({
				FunctionName: autoscaler,
				StatementId: "attachable",
				Action: "lambda:InvokeFunction",
				Principal: ALARMS_PRINCIPAL,
				SourceArn: `arn:aws:cloudwatch:${described.region}:${described.accountId}:alarm:headroom-${STREAM_NAME}-*`,
			}),
		);
		lambda.destroy();
		const { historyTable: tableName, notificationsTopicArn: topicArn, recheckQueueUrl: queueUrl } = described.names;
		ports = {
			alarms: cloudWatchAlarms(),
			clock: { nowMs: () => Date.now() },
			consumers: streamConsumers({
				kinesis: new KinesisClient(),
				readSeries: (range, requests) => readMetricSeries(new CloudWatchClient(), range, requests),
				lambda: () => new LambdaClient(),
			}),
			history: dynamoHistory({ tableName }),
			load: cloudWatchLoad(),
			managedStreams: dynamoManagedStreams({ tableName }),
			notifier: notifiers({ topicArn }),
			recheck: sqsRecheck({ queueUrl }),
			stream: kinesisStream(),
			telemetry: new CollectingTelemetry(),
			wait: { wait: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }).catch(() => undefined) },
		};
	}, 60_000);
	afterAll(async () => {
		vi.unstubAllEnvs();
		await localCloud.stop();
	});

	async function linesOf(filter: string): Promise<Readonly<Record<string, unknown>>[]> {
		const { lines } = (await (await fetch(`${described.endpointUrl}/_local-cloud/logs?filter=${filter}`)).json()) as {
			lines: { line: string }[];
		};
		return lines.map(({ line }) => JSON.parse(line)).filter(({ streamName }) => streamName === STREAM_NAME);
	}

	it("is looked after as soon as it is attached: it is looked at once, and its alarms wake the autoscaler", async () => {
		const policy = parsePolicy(WRITTEN, STREAM_NAME);
		const actions = { autoscaler: [autoscaler], people: [described.names.notificationsTopicArn] };
		const alarms = alarmDefinitions({ streamName: STREAM_NAME, policy }).map((each) => putMetricAlarmInput(each, actions));
		const request = { streamName: STREAM_NAME, written: WRITTEN, alarms, by: "ana" };
		expect(await attachStream(ports, request)).toMatchObject({ kind: "attached", incomplete: [] });
		expect(await attachStream(ports, request)).toMatchObject({
			changed: { isPolicyChanged: false, alarms: { missing: [], drifted: [], extra: [] } },
		});
		await expect
			.poll(() => linesOf("policy-changed"), { timeout: 15_000 })
			.toContainEqual(expect.objectContaining({ event: "stream.evaluated", trigger: { kind: "recheck", reason: "policy-changed" } }));

		const cloudWatch = new CloudWatchClient();
		await cloudWatch.send(new SetAlarmStateCommand({ AlarmName: "headroom-clicks-fast", StateValue: "ALARM", StateReason: "by hand" }));
		cloudWatch.destroy();
		await expect
			.poll(() => linesOf("stream.evaluated"), { timeout: 15_000 })
			.toContainEqual(expect.objectContaining({ trigger: expect.objectContaining({ kind: "alarm", alarmName: "headroom-clicks-fast" }) }));
	});

	it("is scaled by a person in two steps, and then held", async () => {
		const request = {
			streamName: STREAM_NAME,
			targetShardCount: 3,
			by: "ana",
			reason: "sale at noon",
			holdUntilMs: Date.now() + 3_600_000,
		};
		expect(await scaleStream(ports, request)).toMatchObject({ end: { kind: "done" }, openShardCount: 3, incomplete: [] });
		const { history } = await ports.history.load(STREAM_NAME, Date.now());
		expect(history.override).toMatchObject({ kind: "hold", by: "ana" });
		expect(history.reshards).toMatchObject([
			{ fromShardCount: 1, toShardCount: 2, startedBy: "person", by: "ana" },
			{ fromShardCount: 2, toShardCount: 3, startedBy: "person", by: "ana" },
		]);
	});

	it("is looked at again at once when its hold is released", async () => {
		expect(await setOverride(ports, { streamName: STREAM_NAME, override: { kind: "none" }, by: "ana" })).toMatchObject({ kind: "set" });
		await expect
			.poll(() => linesOf("override-ended"), { timeout: 15_000 })
			.toContainEqual(expect.objectContaining({ trigger: { kind: "recheck", reason: "override-ended" } }));
	});

	it("is left alone once it is detached, and nothing of it is kept but the reshards that count", async () => {
		expect(await detachStream(ports, STREAM_NAME)).toMatchObject({ kind: "detached", hadPolicy: true });
		expect(await ports.alarms.describe(STREAM_NAME)).toEqual([]);
		expect((await ports.managedStreams.list()).stored).toEqual([]);
		const { history, revision } = await ports.history.load(STREAM_NAME, Date.now());
		expect({ revision, override: history.override, reshardCount: history.reshards.length }).toEqual({
			revision: 0,
			override: { kind: "none" },
			reshardCount: 2,
		});
	});
});
