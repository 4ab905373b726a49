import type { LoadObservation } from "@headroom/engine";

/** The metrics of the stream. */
export interface LoadPort {
	/**
	 * @param sinceMs how far back the one-minute datapoints must reach
	 * @throws ObservationError `observation.metrics-unavailable`, `observation.rate-exceeded`
	 */
	read(streamName: string, sinceMs: number, nowMs: number): Promise<LoadObservation>;
}
