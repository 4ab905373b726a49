import type { LoadDatapoint, LoadObservation } from "@headroom/engine";
import type { LoadPort } from "../ports.ts";

const SILENT: LoadObservation = {
	minutes: [],
	fastWindow: { kind: "no-data" },
	iteratorAge: { kind: "no-data" },
	shardThrottles: { kind: "no-data" },
};

/** Metrics as plain data. A stream about which nothing was put is silent: no datapoints, not zeros. */
export class InMemoryLoad implements LoadPort {
	readonly #loads = new Map<string, LoadObservation>();

	/** Replace what is given; the rest stays. */
	put(streamName: string, changes: Partial<LoadObservation>): void {
		this.#loads.set(streamName, { ...(this.#loads.get(streamName) ?? SILENT), ...changes });
	}

	async read(streamName: string, sinceMs: number, nowMs: number): Promise<LoadObservation> {
		const load = this.#loads.get(streamName) ?? SILENT;
		const isComplete = ({ startMs, periodSeconds }: LoadDatapoint): boolean => startMs + periodSeconds * 1000 <= nowMs;
		const minutes = load.minutes.filter((minute) => minute.startMs >= sinceMs && isComplete(minute));
		return { ...load, minutes: minutes.sort((a, b) => a.startMs - b.startMs) };
	}
}
