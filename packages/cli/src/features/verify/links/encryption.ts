import { DescribeStreamSummaryCommand } from "@aws-sdk/client-kinesis";
import { ENVIRONMENT } from "@headroom/config";
import { broken, type LinkFinding, ok, unchecked } from "../finding.ts";
import { topicAttributes } from "../topic-attributes.ts";
import type { VerifyContext } from "../verify-context.ts";
import { queueAttributes } from "./dead-letters.ts";

/** What holds votes and messages is encrypted at rest, as deployed. DynamoDB encrypts every table: there is nothing to look at. */
export async function checkEncryption(context: VerifyContext): Promise<readonly LinkFinding[]> {
	const findings = (await Promise.all([checkVotesStream(context), checkQueues(context), checkTopic(context)])).flat();
	if (findings.length === 0 && (await isNothingThere(context)))
		return [unchecked("encryption.nothing", "encryption", "There is no queue and no topic to look at.")];
	if (findings.length > 0) return findings;
	const what = (await context.functions()).hasVoting ? "The votes stream, the queues" : "The queues";
	return [ok("encryption", `${what} and the topic are encrypted at rest.`)];
}

async function isNothingThere(context: VerifyContext): Promise<boolean> {
	const { recheckQueue } = context.session.names;
	return (await queueAttributes(context, recheckQueue)) === undefined && (await topicAttributes(context)) === undefined;
}

/** Streams that Headroom did not make are their owners' to encrypt. */
async function checkVotesStream(context: VerifyContext): Promise<readonly LinkFinding[]> {
	const { readings } = await context.functions();
	const placeVote = readings.get("place-vote");
	const StreamName =
		placeVote?.kind === "found" ? placeVote.configuration.Environment?.Variables?.[ENVIRONMENT.votesStreamName] : undefined;
	if (StreamName === undefined) return [];
	const { StreamDescriptionSummary } = await context.session.kinesis().send(new DescribeStreamSummaryCommand({ StreamName }));
	if (StreamDescriptionSummary?.EncryptionType === "KMS") return [];
	const command = `aws kinesis start-stream-encryption --stream-name ${StreamName} --encryption-type KMS --key-id alias/aws/kinesis`;
	return [broken("encryption.stream", StreamName, `The records of ${StreamName} are not encrypted at rest.`, command)];
}

async function checkQueues(context: VerifyContext): Promise<readonly LinkFinding[]> {
	const { failedEventsQueue, overflowDeadLetterQueue, overflowQueue, recheckDeadLetterQueue, recheckQueue } = context.session.names;
	const names = [overflowQueue, overflowDeadLetterQueue, recheckQueue, recheckDeadLetterQueue, failedEventsQueue];
	const findings = await Promise.all(
		names.map(async (name): Promise<readonly LinkFinding[]> => {
			const attributes = await queueAttributes(context, name);
			// A queue that is not there is named with the dead letters.
			if (attributes === undefined || attributes["SqsManagedSseEnabled"] === "true" || (attributes["KmsMasterKeyId"] ?? "") !== "")
				return [];
			return [broken("encryption.queue", name, `The messages of ${name} are not encrypted at rest.`, context.deployCommand)];
		}),
	);
	return findings.flat();
}

async function checkTopic(context: VerifyContext): Promise<readonly LinkFinding[]> {
	const attributes = await topicAttributes(context);
	// A topic that is not there is named with the notifications.
	if (attributes === undefined || (attributes["KmsMasterKeyId"] ?? "") !== "") return [];
	const where = context.session.names.notificationsTopic;
	return [broken("encryption.topic", where, `The messages of ${where} are not encrypted at rest.`, context.deployCommand)];
}
