import type { ConsumersObservation } from "@headroom/engine";

/** Who reads a stream. */
export interface ConsumersPort {
	/**
	 * Every registered consumer, every event source mapping, and when each read last. Takes several calls, some of them rationed: only a scale in asks.
	 *
	 * @throws ObservationError `observation.stream-not-found`, `observation.access-denied`, `observation.rate-exceeded`,
	 *   `observation.metrics-unavailable`, `observation.unavailable`
	 */
	read(streamName: string, nowMs: number): Promise<ConsumersObservation>;
}
