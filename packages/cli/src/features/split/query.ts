import type { SplitRequest } from "@headroom/controller";
import type { AwsSession } from "../../shared/session/aws-session.ts";
import type { SessionPorts } from "../../shared/session/session-ports.ts";
import { policyOfExisting } from "../../shared/streams/choose-streams.ts";
import { readManagedStreams } from "../../shared/streams/managed-streams.ts";

/** The options that the request depends on. */
export interface SplitRequestOptions {
	readonly reason: string;
	readonly shard: string;
}

/** @throws CliError if the stream does not exist */
export async function readSplitRequest(
	session: AwsSession,
	ports: SessionPorts,
	streamName: string,
	{ reason, shard: shardId }: SplitRequestOptions,
): Promise<SplitRequest> {
	const [managed, { by }, facts] = await Promise.all([readManagedStreams(session, ports), session.caller(), ports.facts.newest()]);
	const policy = await policyOfExisting(session, managed, streamName);
	return {
		streamName,
		shardId,
		by,
		reason,
		region: session.region,
		splitsAndMergesCount: facts?.splitsAndMergesCount,
		...(policy === undefined ? {} : { policy }),
	};
}
