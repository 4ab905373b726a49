import { ObservationError, previewDecision, type StreamSnapshot } from "@headroom/controller";
import type { AccountObservation, Decision, LoadObservation } from "@headroom/engine";
import type { SessionPorts } from "../session/session-ports.ts";
import type { KnownStream } from "./managed-streams.ts";

/** What would be decided now, and what that rests on. */
export interface StreamPreview {
	readonly decision: Decision;
	readonly look: StreamSnapshot;
	readonly load: LoadObservation;
	/** Why the metrics could not be read; absent where they were. */
	readonly loadFault?: ObservationError;
}

export interface PreviewOptions {
	/** The account's shards, where somebody has asked already: DescribeLimits takes one call a second. */
	readonly account?: Promise<AccountObservation>;
	/** How far back the load is read at least. */
	readonly loadSinceMs?: number;
}

/** Not zeros: docs/decisions/0002-missing-data.md. */
const UNREAD_LOAD: LoadObservation = {
	minutes: [],
	fastWindow: { kind: "no-data" },
	iteratorAge: { kind: "no-data" },
	shardThrottles: { kind: "no-data" },
};

/**
 * What an evaluation would decide now. Reads only, and goes on without metrics, as an evaluation does.
 *
 * @throws ObservationError when the stream cannot be described
 * @throws HistoryError when the history cannot be read
 */
export async function previewStream(ports: SessionPorts, stream: KnownStream, options: PreviewOptions = {}): Promise<StreamPreview> {
	let load = UNREAD_LOAD;
	let loadFault: ObservationError | undefined;
	const { account, loadSinceMs = Number.POSITIVE_INFINITY } = options;
	const { decision, look } = await previewDecision(
		{
			...ports,
			load: {
				async read(streamName, sinceMs, nowMs) {
					try {
						load = await ports.load.read(streamName, Math.min(sinceMs, loadSinceMs), nowMs);
					} catch (error) {
						if (!(error instanceof ObservationError)) throw error;
						loadFault = error;
					}
					return load;
				},
			},
			stream: account === undefined ? ports.stream : { ...ports.stream, describeAccount: () => account },
		},
		stream,
	);
	return { decision, look, load, ...(loadFault === undefined ? {} : { loadFault }) };
}
