import type { FastWindow, LoadDatapoint, LoadObservation } from "@headroom/engine";
import type { LoadPort } from "../../src/index.ts";

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
		this.#loads.set(streamName, { ...this.#load(streamName), ...changes });
	}

	/** One more minute of the service's own metrics. */
	addMinute(streamName: string, minute: LoadDatapoint): void {
		this.put(streamName, { minutes: [...this.#load(streamName).minutes, minute] });
	}

	/** One more second of what producers count. The window grows to hold it. */
	addThrottles(streamName: string, atMs: number, throttledRecords: number): void {
		const { fastWindow } = this.#load(streamName);
		const second: FastWindow = { kind: "measured", startMs: atMs, windowSeconds: 1, throttledRecords };
		this.put(streamName, { fastWindow: fastWindow.kind === "no-data" ? second : spanning(fastWindow, second) });
	}

	async read(streamName: string, sinceMs: number, nowMs: number): Promise<LoadObservation> {
		const load = this.#load(streamName);
		const isComplete = ({ startMs, periodSeconds }: LoadDatapoint): boolean => startMs + periodSeconds * 1000 <= nowMs;
		const minutes = load.minutes.filter((minute) => minute.startMs >= sinceMs && isComplete(minute));
		return { ...load, minutes: minutes.sort((a, b) => a.startMs - b.startMs) };
	}

	#load(streamName: string): LoadObservation {
		return this.#loads.get(streamName) ?? SILENT;
	}
}

type MeasuredWindow = Extract<FastWindow, { kind: "measured" }>;

function spanning(one: MeasuredWindow, other: MeasuredWindow): MeasuredWindow {
	const startMs = Math.min(one.startMs, other.startMs);
	const endMs = Math.max(one.startMs + one.windowSeconds * 1000, other.startMs + other.windowSeconds * 1000);
	return {
		kind: "measured",
		startMs,
		windowSeconds: (endMs - startMs) / 1000,
		throttledRecords: one.throttledRecords + other.throttledRecords,
	};
}
