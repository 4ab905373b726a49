import { lookAt, type StreamHistory } from "@headroom/controller";
import type { AccountObservation, StreamObservation } from "@headroom/engine";
import type { AwsSession } from "../aws-session.ts";
import type { SessionPorts } from "../session-ports.ts";
import { chooseStreams } from "./choose-streams.ts";
import { type KnownStream, readManagedStreams } from "./managed-streams.ts";

export interface StreamLimits {
	readonly stream: KnownStream;
	readonly described: StreamObservation;
	readonly known: StreamHistory;
}

export async function readLimits(
	session: AwsSession,
	ports: SessionPorts,
	streamNames: readonly string[],
): Promise<{ readonly account: AccountObservation; readonly streams: readonly StreamLimits[] }> {
	const account = ports.stream.describeAccount();
	const streams = await chooseStreams(session, await readManagedStreams(session, ports), streamNames);
	const limits = streams.map(async (stream) => {
		const { known, stream: described } = await lookAt(ports, stream.streamName);
		return { stream, described, known };
	});
	return { account: await account, streams: await Promise.all(limits) };
}
