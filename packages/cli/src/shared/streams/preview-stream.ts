import { type PreviewedDecision, previewDecision } from "@headroom/controller";
import type { AccountObservation } from "@headroom/engine";
import type { SessionPorts } from "../session/session-ports.ts";
import type { KnownStream } from "./managed-streams.ts";

/** What would be decided now, and what that rests on. */
export type StreamPreview = PreviewedDecision;

export interface PreviewOptions {
	/** The account's shards, where somebody has asked already: DescribeLimits takes one call a second. */
	readonly account?: Promise<AccountObservation>;
	/** How far back the load is read at least. */
	readonly loadSinceMs?: number;
}

/**
 * What an evaluation would decide now. Reads only, and goes on without metrics, as an evaluation does.
 *
 * @throws ObservationError when the stream cannot be described
 * @throws HistoryError when the history cannot be read
 */
export function previewStream(ports: SessionPorts, stream: KnownStream, options: PreviewOptions = {}): Promise<StreamPreview> {
	const { account, loadSinceMs = Number.POSITIVE_INFINITY } = options;
	return previewDecision(
		{
			...ports,
			load: { read: (streamName, sinceMs, nowMs) => ports.load.read(streamName, Math.min(sinceMs, loadSinceMs), nowMs) },
			stream: account === undefined ? ports.stream : { ...ports.stream, describeAccount: () => account },
		},
		stream,
	);
}
