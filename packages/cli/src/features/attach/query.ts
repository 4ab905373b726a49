import type { WantedAttachment } from "../../shared/attachment/plan-attachment.ts";
import { CliError } from "../../shared/errors/cli-error.ts";
import { checkPolicy, readGivenPolicy } from "../../shared/options/given-policy.ts";
import type { AwsSession } from "../../shared/session/aws-session.ts";
import type { SessionPorts } from "../../shared/session/session-ports.ts";
import { policyOfExisting } from "../../shared/streams/choose-streams.ts";
import { type KnownStream, readManagedStreams } from "../../shared/streams/managed-streams.ts";

/**
 * What the stream should be managed with: the given policy, else the one that it has, else the default.
 *
 * @param file the policy's; `-` for the standard input
 * @throws CliError if there is no such stream, it is ON_DEMAND, or the policy is none
 */
export async function readWanted(
	session: AwsSession,
	ports: SessionPorts,
	streamName: string,
	file: string | undefined,
): Promise<WantedAttachment> {
	const managed = await readManagedStreams(session, ports);
	await policyOfExisting(session, managed, streamName);
	const { streamMode } = await ports.stream.describe(streamName);
	if (streamMode === "ON_DEMAND") {
		const { accountId } = await session.caller();
		throw new CliError("refused", `${streamName} is ON_DEMAND: the service scales it by itself and refuses UpdateShardCount.`, {
			hints: [
				`To change that: aws kinesis update-stream-mode --stream-arn ${session.streamArn(streamName, accountId)} --stream-mode-details StreamMode=PROVISIONED`,
			],
		});
	}
	if (file !== undefined) return { streamName, ...(await readGivenPolicy(file, streamName)) };
	const known = managed.streams.find((stream) => stream.streamName === streamName);
	return known === undefined ? { streamName, ...checkPolicy({}, streamName) } : asManaged(known);
}

/** As it is: its alarms follow the policy's thresholds, window and minimum. For a deployed policy nothing is to be stored. */
function asManaged({ policy, source, stored, streamName }: KnownStream): WantedAttachment {
	return source === "deployed" ? { streamName, policy } : { streamName, policy, written: stored?.written ?? {} };
}
