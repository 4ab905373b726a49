import { readSnapshot } from "@headroom/controller";
import { type AccountObservation, type ReshardBudget, reshardBudget, type StreamObservation } from "@headroom/engine";
import type { AwsSession } from "../../shared/session/aws-session.ts";
import type { SessionPorts } from "../../shared/session/session-ports.ts";
import { chooseStreamsToShow } from "../../shared/streams/choose-streams.ts";
import { type KnownStream, readManagedStreams } from "../../shared/streams/managed-streams.ts";
import { portsForStreams } from "../../shared/streams/ports-for-streams.ts";
import { readEach, type StreamFault } from "../../shared/streams/stream-fault.ts";

export interface StreamLimits {
	readonly stream: KnownStream;
	readonly described: StreamObservation;
	readonly budget: ReshardBudget;
}

export interface Limits {
	readonly account: AccountObservation;
	readonly streams: readonly StreamLimits[];
	readonly faults: readonly StreamFault[];
}

export async function readLimits(session: AwsSession, ports: SessionPorts, streamNames: readonly string[], nowMs: number): Promise<Limits> {
	const account = ports.stream.describeAccount();
	const managed = await readManagedStreams(session, ports);
	const { faults: unchosen, streams } = await chooseStreamsToShow(session, managed, streamNames);
	const read = portsForStreams(session, ports, streams);
	const { faults, readings } = await readEach(session, streams, async (stream): Promise<StreamLimits> => {
		const { known, stream: described } = await readSnapshot(read, stream.streamName);
		return { stream, described, budget: reshardBudget(known.history, nowMs) };
	});
	return { account: await account, streams: readings, faults: [...faults, ...unchosen] };
}
