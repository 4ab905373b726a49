import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { readCountedTokens } from "../count/counted-tokens.ts";
import type { LocalCloudReady } from "../target/local-cloud-child.ts";
import type { DeliveredNotification } from "./run-report.ts";

/** The demo reads the local cloud like any user: through the AWS SDK's own clients. */
export interface AwsView {
	/** Notifications that arrived in the inbox since the last call. */
	readNotifications(): Promise<DeliveredNotification[]>;
	/** The newest `ReshardsLeft` that the autoscaler published; undefined if it published none. */
	readReshardsLeft(): Promise<number | undefined>;
	/** Every voter of the tally table. */
	readCountedTokens(pollId: string): Promise<Set<string>>;
	close(): void;
}

const RESHARDS_LEFT_WITHIN_MS = 15 * 60_000;

export function viewAws(localCloud: LocalCloudReady): AwsView {
	const connection = {
		region: localCloud.region,
		endpoint: localCloud.endpointUrl,
		credentials: { accessKeyId: "local", secretAccessKey: "local" },
	};
	const sqs = new SQSClient(connection);
	const cloudWatch = new CloudWatchClient(connection);
	const dynamo = new DynamoDBClient(connection);
	const QueueUrl = localCloud.names.notificationsInboxQueueUrl;

	return {
		async readNotifications() {
			const delivered: DeliveredNotification[] = [];
			for (;;) {
				const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }));
				if (Messages.length === 0) return delivered;
				for (const message of Messages) {
					const envelope = JSON.parse(message.Body ?? "{}") as { Subject?: string; Message?: string };
					delivered.push({ receivedAtMs: Date.now(), subject: envelope.Subject ?? "", body: envelope.Message ?? "" });
				}
				await sqs.send(
					new DeleteMessageBatchCommand({
						QueueUrl,
						Entries: Messages.map((message, index) => ({ Id: String(index), ReceiptHandle: message.ReceiptHandle })),
					}),
				);
			}
		},
		async readReshardsLeft() {
			const now = Date.now();
			const { MetricDataResults = [] } = await cloudWatch.send(
				new GetMetricDataCommand({
					StartTime: new Date(now - RESHARDS_LEFT_WITHIN_MS),
					EndTime: new Date(now + 60_000),
					ScanBy: "TimestampDescending",
					MetricDataQueries: [
						{
							Id: "left",
							MetricStat: {
								Metric: {
									Namespace: "Headroom",
									MetricName: "ReshardsLeft",
									Dimensions: [{ Name: "StreamName", Value: localCloud.names.votesStream }],
								},
								Period: 60,
								Stat: "Minimum",
							},
						},
					],
				}),
			);
			return MetricDataResults[0]?.Values?.[0];
		},
		readCountedTokens: (pollId) => readCountedTokens(dynamo, localCloud.names.tallyTable, pollId),
		close() {
			sqs.destroy();
			cloudWatch.destroy();
			dynamo.destroy();
		},
	};
}
