import { type PreviewedDecision, previewDecision } from "@headroom/controller";
import type { AccountObservation } from "@headroom/engine";
import type { SessionPorts } from "../session/session-ports.ts";
import type { KnownStream } from "./managed-streams.ts";

/** The decision of an evaluation now, and its inputs. */
export type StreamPreview = PreviewedDecision;

export interface PreviewOptions {
	/** The account's shards, if they were read already: DescribeLimits allows one call a second. */
	readonly account?: Promise<AccountObservation>;
	/** The load is read from this time on, at least. */
	readonly loadSinceMs?: number;
}

/**
 * The decision of an evaluation now. Only reads. Without metrics it goes on, as an evaluation does.
 *
 * @throws ObservationError when the stream cannot be described
 * @throws HistoryError when the history cannot be read
 */
export function previewStream(ports: SessionPorts, stream: KnownStream, options: PreviewOptions = {}): Promise<StreamPreview> {
	const { account, loadSinceMs = Number.POSITIVE_INFINITY } = options;
	return previewDecision(
		{
			...ports,
			load: {
				read: (streamName, sinceMs, nowMs, optionalSignals) =>
					ports.load.read(streamName, Math.min(sinceMs, loadSinceMs), nowMs, optionalSignals),
			},
			stream: account === undefined ? ports.stream : { ...ports.stream, describeAccount: () => account },
		},
		stream,
	);
}
