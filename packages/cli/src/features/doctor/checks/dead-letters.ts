import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { sdkFault } from "@headroom/aws/sdk-errors";
import { whole } from "@headroom/engine";
import type { AwsSession } from "../../../shared/session/aws-session.ts";
import { queueUrl } from "../../../shared/session/queue-url.ts";
import type { CheckContext } from "../check.ts";
import type { Finding } from "../finding.ts";

interface Place {
	readonly queue: (names: AwsSession["names"]) => string;
	/** The contents of the queue, as the end of a sentence. */
	readonly what: string;
	/** Whether SQS can move the messages back to their source. */
	readonly hasSource: boolean;
}

const PLACES: readonly Place[] = [
	{
		queue: ({ overflowDeadLetterQueue }) => overflowDeadLetterQueue,
		what: "votes that the drainer could not move, or messages that are no votes",
		hasSource: true,
	},
	{ queue: ({ recheckDeadLetterQueue }) => recheckDeadLetterQueue, what: "re-checks that failed again and again", hasSource: true },
	{ queue: ({ failedEventsQueue }) => failedEventsQueue, what: "events and batches that Lambda could not process", hasSource: false },
];

export async function checkDeadLetters({ session }: CheckContext): Promise<readonly Finding[]> {
	const findings = await Promise.all(PLACES.map((place) => checkPlace(session, place)));
	return findings.flat();
}

async function checkPlace(session: AwsSession, { hasSource, queue, what }: Place): Promise<readonly Finding[]> {
	const name = queue(session.names);
	const url = await queueUrl(session, name).catch(absent);
	if (url === undefined) return [];
	const { Attributes } = await session
		.sqs()
		.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["ApproximateNumberOfMessages", "QueueArn"] }));
	const count = Number(Attributes?.["ApproximateNumberOfMessages"] ?? 0);
	if (count === 0) return [];
	const look = `aws sqs receive-message --queue-url ${url} --max-number-of-messages 10 --visibility-timeout 0`;
	const back = `aws sqs start-message-move-task --source-arn ${Attributes?.["QueueArn"] ?? ""}`;
	return [
		{
			severity: "problem",
			code: "dead-letters",
			where: name,
			says: `${whole(count)} message${count === 1 ? " is" : "s are"} in ${name}: ${what}.`,
			fix: hasSource ? [look, back] : [look],
		},
	];
}

/** An older deployment may have fewer queues. */
function absent(error: unknown): undefined {
	if (sdkFault(error).kind !== "not-found") throw error;
	return undefined;
}
