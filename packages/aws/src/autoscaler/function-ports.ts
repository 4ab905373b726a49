import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { ManagedStreamsPort, Ports } from "@headroom/controller";
import { DOCUMENT_TRANSLATION } from "../shared/document-client.ts";
import { functionClientConfig } from "../shared/function-client-config.ts";
import { CONTROL_PLANE_TIMEOUTS } from "../shared/function-http-handler.ts";
import type { RateLimiter } from "../shared/rate-limiter.ts";
import { streamConsumers } from "./consumers/consumers.ts";
import { dynamoHistory } from "./history/history.ts";
import { dynamoManagedStreams } from "./history/managed-streams.ts";
import { cloudWatchLoad } from "./load/load.ts";
import { readMetricSeries } from "./load/metric-data.ts";
import { notifiers } from "./notifiers.ts";
import { sqsRecheck } from "./recheck.ts";
import { kinesisStream } from "./stream.ts";

export interface FunctionPortsOptions {
	readonly tableName: string;
	readonly topicArn: string;
	readonly recheckQueueUrl: string;
	readonly limiter: RateLimiter;
}

export interface FunctionPorts extends Pick<Ports, "consumers" | "history" | "load" | "notifier" | "recheck" | "stream"> {
	readonly managedStreams: ManagedStreamsPort;
}

/** The loop's ports in a function, over one client a service, all of whose calls `limiter` paces. */
export function functionPorts({ limiter, recheckQueueUrl, tableName, topicArn }: FunctionPortsOptions): FunctionPorts {
	const config = functionClientConfig(CONTROL_PLANE_TIMEOUTS);
	const kinesis = limiter.add(new KinesisClient(config));
	const cloudWatch = limiter.add(new CloudWatchClient(config));
	const table = { tableName, client: DynamoDBDocumentClient.from(limiter.add(new DynamoDBClient(config)), DOCUMENT_TRANSLATION) };
	return {
		consumers: streamConsumers({
			kinesis,
			readSeries: (range, requests) => readMetricSeries(cloudWatch, range, requests),
			lambda: lateLambda(limiter),
		}),
		history: dynamoHistory(table),
		load: cloudWatchLoad({ client: cloudWatch, kinesisClient: kinesis }),
		managedStreams: dynamoManagedStreams(table),
		notifier: notifiers({ topicArn, client: limiter.add(new SNSClient(config)) }),
		recheck: sqsRecheck({ queueUrl: recheckQueueUrl, client: limiter.add(new SQSClient(config)) }),
		stream: kinesisStream({ client: kinesis, singleAttemptClient: limiter.add(new KinesisClient({ ...config, maxAttempts: 1 })) }),
	};
}

/** Lambda's client is large and few evaluations need it: it is loaded with the first scale in. */
function lateLambda(limiter: RateLimiter): () => Promise<LambdaClient> {
	let client: Promise<LambdaClient> | undefined;
	return () => {
		client ??= import("./consumers/event-source-mappings.ts").then(({ functionLambdaClient }) => limiter.add(functionLambdaClient()));
		return client;
	};
}
