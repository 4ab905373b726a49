import type { AwsSession } from "../../shared/session/aws-session.ts";
import type { SessionPorts } from "../../shared/session/session-ports.ts";
import { chooseStreamsToShow } from "../../shared/streams/choose-streams.ts";
import { readManagedStreams } from "../../shared/streams/managed-streams.ts";
import { portsForStreams } from "../../shared/streams/ports-for-streams.ts";
import { readEach, type StreamFault } from "../../shared/streams/stream-fault.ts";
import { readStreamStatus, type StreamStatus } from "./stream-status.ts";

export interface AllStatuses {
	readonly statuses: readonly StreamStatus[];
	readonly faults: readonly StreamFault[];
}

/** Reads the streams concurrently. A stream that cannot be read does not hide the others. */
export async function readStatuses(session: AwsSession, ports: SessionPorts, streamNames: readonly string[]): Promise<AllStatuses> {
	const account = ports.stream.describeAccount();
	const managed = await readManagedStreams(session, ports);
	const { faults: unchosen, streams } = await chooseStreamsToShow(session, managed, streamNames);
	const read = portsForStreams(session, ports, streams);
	const { faults, readings } = await readEach(session, streams, (stream) => readStreamStatus(session, read, stream, account));
	return {
		statuses: readings,
		faults: [...faults, ...readings.flatMap((status) => status.faults), ...unchosen],
	};
}
