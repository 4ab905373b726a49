import type { WantedAttachment } from "../../shared/attachment/plan-attachment.ts";
import { CliError } from "../../shared/errors/cli-error.ts";
import { checkPolicy, type PolicyFile, policyFor } from "../../shared/options/given-policy.ts";
import type { AwsSession } from "../../shared/session/aws-session.ts";
import type { SessionPorts } from "../../shared/session/session-ports.ts";
import { policyOfExisting } from "../../shared/streams/choose-streams.ts";
import type { KnownStream, ManagedStreams } from "../../shared/streams/managed-streams.ts";

export interface WantedOptions {
	readonly streamName: string;
	readonly managed: ManagedStreams;
	/** The given ones; absent if none was given. */
	readonly policies: PolicyFile | undefined;
}

/**
 * The wanted policy of the stream: the given one, else its present one, else the default.
 *
 * @throws CliError if the stream does not exist or is ON_DEMAND, or the policy is invalid
 */
export async function readWanted(
	session: AwsSession,
	ports: SessionPorts,
	{ managed, policies, streamName }: WantedOptions,
): Promise<WantedAttachment> {
	await policyOfExisting(session, managed, streamName);
	const { streamMode } = await ports.stream.describe(streamName);
	if (streamMode === "ON_DEMAND") {
		const { accountId } = await session.caller();
		throw new CliError("refused", `${streamName} is ON_DEMAND: the service scales it by itself and refuses UpdateShardCount.`, {
			hints: [
				`Change that: aws kinesis update-stream-mode --stream-arn ${session.streamArn(streamName, accountId)} --stream-mode-details StreamMode=PROVISIONED`,
			],
		});
	}
	if (policies !== undefined) return { streamName, ...policyFor(policies, streamName) };
	const known = managed.streams.find((stream) => stream.streamName === streamName);
	return known === undefined ? { streamName, ...checkPolicy({}, streamName) } : asManaged(known);
}

/** With its present policy, which sets the alarms' thresholds, window and minimum. A deployed policy is not stored. */
function asManaged({ policy, source, stored, streamName }: KnownStream): WantedAttachment {
	return source === "deployed" ? { streamName, policy } : { streamName, policy, written: stored?.written ?? {} };
}
