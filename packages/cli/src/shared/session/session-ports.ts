import { setTimeout } from "node:timers/promises";
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
import { cloudWatchAlarms, dynamoHistoryReader, dynamoMeasuredFacts, kinesisShards } from "@headroom/aws/people";
import { type AttachPorts, type NotifierPort, type RecheckPort, withAccountRemembered } from "@headroom/controller";
import type { Terminal } from "../terminal/terminal.ts";
import type { AwsSession } from "./aws-session.ts";
import { personTelemetry } from "./person-telemetry.ts";
import { queueUrl } from "./queue-url.ts";

/**
 * How long an answer of DescribeLimits counts: it allows one call a second for the whole account, and this command's own reshards are
 * added to it. What others open within a minute the service itself refuses.
 */
const ACCOUNT_MAX_AGE_MS = 60_000;

/**
 * The ports of the loop and of people, over the session's own clients.
 * @param terminal shows an undelivered notification
 */
export function sessionPorts(session: AwsSession, terminal: Pick<Terminal, "err">) {
	const table = { tableName: session.names.historyTable, client: session.documents() };
	const clock = { nowMs: () => Date.now() };
	const stream = kinesisStream({ client: session.kinesis(), singleAttemptClient: session.singleAttemptKinesis() });
	return {
		alarms: cloudWatchAlarms({ client: session.cloudWatch() }),
		clock,
		consumers: streamConsumers({
			kinesis: session.kinesis(),
			readSeries: (range, requests) => readMetricSeries(session.cloudWatch(), range, requests),
			lambda: () => session.lambda(),
		}),
		facts: dynamoMeasuredFacts(table),
		history: dynamoHistory(table),
		load: cloudWatchLoad({ client: session.cloudWatch(), kinesisClient: session.kinesis() }),
		managedStreams: dynamoManagedStreams(table),
		notifier: lateNotifier(session),
		reader: dynamoHistoryReader(table),
		recheck: lateRecheck(session),
		shards: kinesisShards({ client: session.kinesis(), singleAttemptClient: session.singleAttemptKinesis() }),
		stream: withAccountRemembered(stream, clock, ACCOUNT_MAX_AGE_MS),
		telemetry: personTelemetry(terminal),
		wait: { wait: sleep },
	} satisfies AttachPorts & Record<string, unknown>;
}

export type SessionPorts = ReturnType<typeof sessionPorts>;

async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
	await setTimeout(milliseconds, undefined, { signal }).catch(() => {});
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
