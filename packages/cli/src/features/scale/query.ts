import type { ManualReshardRequest } from "@headroom/controller";
import { longestOverrideConcerns } from "../../shared/override/longest-override.ts";
import type { AwsSession } from "../../shared/session/aws-session.ts";
import type { SessionPorts } from "../../shared/session/session-ports.ts";
import { chooseStream, policyOfExisting } from "../../shared/streams/choose-streams.ts";
import type { ManagedStreams } from "../../shared/streams/managed-streams.ts";

/** The options that the request depends on. */
export interface ScaleRequestOptions {
	/** Milliseconds. */
	readonly hold?: number;
	readonly reason: string;
	/** Shards. */
	readonly to: number;
}

/** @throws CliError if the stream does not exist, or a hold is requested for one that is not managed */
export async function readRequest(
	session: AwsSession,
	ports: SessionPorts,
	managed: ManagedStreams,
	{ by, hold, reason, streamName, to }: ScaleRequestOptions & { readonly by: string; readonly streamName: string },
): Promise<ManualReshardRequest> {
	const policy = await policyOfExisting(session, managed, streamName);
	// As in the hold command: for an unmanaged stream a hold would have no effect, and nobody could release it.
	if (hold !== undefined) {
		const held = await chooseStream(session, managed, streamName);
		longestOverrideConcerns({ streamName, kind: "hold", forMs: hold }, held.policy, ports.clock.nowMs());
	}
	return {
		streamName,
		targetShardCount: to,
		by,
		reason,
		region: session.region,
		...(policy === undefined ? {} : { policy }),
		...(hold === undefined ? {} : { holdUntilMs: ports.clock.nowMs() + hold }),
	};
}
