import { setTimeout } from "node:timers/promises";
import { cloudWatchLoad, dynamoHistory, dynamoManagedStreams, kinesisStream, notifiers, sqsRecheck } from "@headroom/aws/autoscaler";
import { cloudWatchAlarms, dynamoHistoryReader, dynamoMeasuredFacts } from "@headroom/aws/people";
import type { AttachPorts, NotifierPort, RecheckPort, StreamPort } from "@headroom/controller";
import pThrottle from "p-throttle";
import type { Terminal } from "../terminal/terminal.ts";
import type { AwsSession } from "./aws-session.ts";
import { personTelemetry } from "./person-telemetry.ts";
import { queueUrl } from "./queue-url.ts";

/**
 * Calls a second of one account; some are left for others.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStreamSummary.html "20 transactions per second per account",
 *   read 2026-11-25
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html DescribeAlarms 9 a second, read 2026-11-25
 */
const DESCRIBE_STREAM_CALLS_PER_SECOND = 15;
const DESCRIBE_ALARMS_CALLS_PER_SECOND = 7;

/**
 * The ports of the loop and of people, over the session's own clients.
 * @param terminal shows an undelivered notification
 */
export function sessionPorts(session: AwsSession, terminal: Pick<Terminal, "err">) {
	const table = { tableName: session.names.historyTable, client: session.documents() };
	const alarms = cloudWatchAlarms({ client: session.cloudWatch() });
	return {
		alarms: { ...alarms, describe: atMost(DESCRIBE_ALARMS_CALLS_PER_SECOND, alarms.describe) },
		clock: { nowMs: () => Date.now() },
		facts: dynamoMeasuredFacts(table),
		history: dynamoHistory(table),
		load: cloudWatchLoad({ client: session.cloudWatch(), kinesisClient: session.kinesis() }),
		managedStreams: dynamoManagedStreams(table),
		notifier: lateNotifier(session),
		reader: dynamoHistoryReader(table),
		recheck: lateRecheck(session),
		stream: pacedStream(session),
		telemetry: personTelemetry(terminal),
		wait: { wait: sleep },
	} satisfies AttachPorts & Record<string, unknown>;
}

export type SessionPorts = ReturnType<typeof sessionPorts>;

async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
	await setTimeout(milliseconds, undefined, { signal }).catch(() => {});
}

function pacedStream(session: AwsSession): StreamPort {
	const client = session.kinesis();
	const stream = kinesisStream({ client, singleAttemptClient: session.singleAttemptKinesis() });
	// DescribeLimits allows one call a second for the whole account. The autoscaler tries once; a person waits for another try.
	const { describeAccount } = kinesisStream({ client, singleAttemptClient: client });
	return { ...stream, describe: atMost(DESCRIBE_STREAM_CALLS_PER_SECOND, stream.describe), describeAccount };
}

function atMost<Arguments extends readonly unknown[], Result>(
	callsPerSecond: number,
	call: (...args: Arguments) => Promise<Result>,
): (...args: Arguments) => Promise<Result> {
	return pThrottle({ limit: callsPerSecond, interval: 1000 })(call);
}

/** The topic's ARN needs the account. Only acts need it, so it is read with the first message. */
function lateNotifier(session: AwsSession): NotifierPort {
	return {
		async publish(notification) {
			const { accountId } = await session.caller();
			await notifiers({ topicArn: session.topicArn(accountId), client: session.sns() }).publish(notification);
		},
	};
}

function lateRecheck(session: AwsSession): RecheckPort {
	return {
		async schedule(recheck) {
			await sqsRecheck({ queueUrl: await queueUrl(session, session.names.recheckQueue), client: session.sqs() }).schedule(recheck);
		},
	};
}
