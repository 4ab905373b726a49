import type { LoadObservation, OptionalSignal } from "@headroom/engine";

/** The metrics of the stream. */
export interface LoadPort {
	/**
	 * @param sinceMs how far back the one-minute datapoints must reach
	 * @param optionalSignals whose sums the datapoints must hold; absent: none
	 * @throws ObservationError `observation.metrics-unavailable`, `observation.rate-exceeded`
	 */
	read(streamName: string, sinceMs: number, nowMs: number, optionalSignals?: readonly OptionalSignal[]): Promise<LoadObservation>;
}
