import {
	describeLimitsTrial,
	describeStreamTrial,
	getMetricDataTrial,
	listEventSourceMappingsTrial,
	listShardsTrial,
	listStreamConsumersTrial,
	publishRefusedMessageTrial,
	publishTestMessageTrial,
	runTrials,
	type SelfCheckRequest,
	selfCheckCloudWatch,
	selfCheckKinesis,
	selfCheckSns,
	selfCheckSqs,
	selfCheckTable,
	sendRefusedMessageTrial,
	type Trial,
	type TrialResult,
	tableTrials,
	tryUpdateShardCount,
} from "@headroom/aws/self-check";
import { FUNCTIONS, TABLES } from "@headroom/config/deployment";
import { readEnvironment } from "@headroom/config/environment";
import { DeliveryError } from "@headroom/controller";
import type { Autoscaler } from "../autoscaling/compose.ts";

const HISTORY_ACTIONS = ["GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"] as const;

/** Everything that evaluating a stream takes, tried: PERMISSIONS has the list. Streams that are not managed are passed over. */
export async function tryEvaluation(
	functionName: "autoscaler" | "recheck" | "sweep",
	{ ports, streams }: Autoscaler,
	env: Readonly<Record<string, string | undefined>>,
	request: SelfCheckRequest,
): Promise<readonly TrialResult[]> {
	const { historyTableName, notificationsTopicArn, recheckQueueUrl } = readEnvironment(FUNCTIONS[functionName].environment, env);
	const { checkId } = request;
	const [kinesis, cloudWatch, sqs, sns] = [selfCheckKinesis(), selfCheckCloudWatch(), selfCheckSqs(), selfCheckSns()];
	const isAutoscaler = functionName === "autoscaler";
	/** For a stream that nobody manages: it comes back, is one log line of the re-check function, and is done with. */
	const recheckTrial: Trial = {
		action: "sqs:SendMessage",
		on: recheckQueueUrl,
		call: () =>
			ports.recheck.schedule({ streamName: selfCheckStreamName(checkId), reason: "blocked", delaySeconds: 0 }).catch((error: unknown) => {
				throw error instanceof DeliveryError ? error.cause : error;
			}),
	};
	const managed: string[] = [];
	for (const name of request.streamNames) if ((await streams.find(name)) !== undefined) managed.push(name);
	try {
		const results = await runTrials([
			...managed.flatMap((name) => [
				describeStreamTrial(kinesis, name),
				listShardsTrial(kinesis, name),
				listStreamConsumersTrial(kinesis, name),
			]),
			listEventSourceMappingsTrial(),
			describeLimitsTrial(kinesis),
			getMetricDataTrial(cloudWatch, ports.clock.nowMs()),
			...tableTrials(selfCheckTable(historyTableName, TABLES.history), HISTORY_ACTIONS),
			isAutoscaler ? recheckTrial : sendRefusedMessageTrial(sqs, recheckQueueUrl),
			isAutoscaler && request.sendsMessage
				? publishTestMessageTrial(sns, notificationsTopicArn, checkId)
				: publishRefusedMessageTrial(sns, notificationsTopicArn),
		]);
		return [...results, await tryUpdateShardCount(kinesis, request, managed[0])];
	} finally {
		for (const client of [kinesis, cloudWatch, sqs, sns]) client.destroy();
	}
}

/** No stream of anybody's: the name says whose it would be. */
function selfCheckStreamName(checkId: string): string {
	return `headroom-self-check-${checkId}`;
}
