import type { LoadDatapoint, LoadObservation } from "@headroom/engine";
import type { FaultPlan } from "../faults/fault-plan.ts";

const MINUTE_MS = 60_000;
const BYTES_PER_RECORD = 200;
/** The service's minutes come 60 to 90 s after their end. */
const DELAY_MS = 75_000;
/** From a log line to the metric. */
const OWN_DELAY_MS = 2_500;
const LATE_MS = 15 * MINUTE_MS;
const CORRECTED_AFTER_MS = 2 * MINUTE_MS;
/** An evaluation looks back over its stabilization window and five minutes. */
const KEPT_MINUTES = 90;
const FAST_WINDOW_SECONDS = 10;

interface Minute {
	readonly datapoint: LoadDatapoint;
	readonly visibleAtMs: number;
	/** Until then it shows half. */
	readonly wholeAtMs: number;
}

/** What CloudWatch shows of one stream. */
export class StreamMetrics {
	isLate = false;
	readonly #faults: FaultPlan;
	readonly #producersPublish: boolean;
	#minutes: Minute[] = [];
	#ownMinutes: { readonly startMs: number; readonly visibleAtMs: number }[] = [];
	#throttledPerSecond = 0;

	constructor(faults: FaultPlan, producersPublish: boolean) {
		this.#faults = faults;
		this.#producersPublish = producersPublish;
	}

	/** Headroom publishes a metric of its own with each evaluation, by the clock of its host. */
	observed(atMs: number): void {
		const startMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
		const visibleAtMs = atMs + OWN_DELAY_MS + (this.isLate ? LATE_MS : 0);
		if (this.#ownMinutes.at(-1)?.startMs !== startMs) this.#ownMinutes.push({ startMs, visibleAtMs });
		if (this.#ownMinutes.length > 2 * KEPT_MINUTES) this.#ownMinutes = this.#ownMinutes.slice(-KEPT_MINUTES);
	}

	/** The newest visible minute at `nowMs`, which is what an alarm sees. */
	newest(nowMs: number): LoadDatapoint | undefined {
		return this.#minutes.findLast(({ visibleAtMs }) => visibleAtMs <= nowMs)?.datapoint;
	}

	/** What producers count now, where they publish it. */
	get throttledPerSecondSeen(): number {
		return this.#producersPublish ? this.#throttledPerSecond : 0;
	}

	/** A minute has passed. */
	add(startMs: number, offeredPerSecond: number, capacityPerSecond: number): void {
		const accepted = Math.min(offeredPerSecond, capacityPerSecond);
		this.#throttledPerSecond = offeredPerSecond - accepted;
		if (this.#faults.strikes("metrics-missing") || offeredPerSecond === 0) return;
		const endMs = startMs + MINUTE_MS;
		const visibleAtMs = endMs + DELAY_MS + (this.isLate ? LATE_MS : 0);
		const wholeAtMs = visibleAtMs + (this.#faults.strikes("metrics-corrected") ? CORRECTED_AFTER_MS : 0);
		this.#minutes.push({
			visibleAtMs,
			wholeAtMs,
			datapoint: {
				startMs,
				periodSeconds: 60,
				incomingRecords: accepted * 60,
				incomingBytes: accepted * 60 * BYTES_PER_RECORD,
				throttledRecords: this.#throttledPerSecond * 60,
			},
		});
		if (this.#minutes.length > 2 * KEPT_MINUTES) this.#minutes = this.#minutes.slice(-KEPT_MINUTES);
	}

	/** The stream is another one now. */
	clear(): void {
		this.#minutes = [];
		this.#throttledPerSecond = 0;
	}

	read(sinceMs: number, nowMs: number): LoadObservation {
		const minutes: LoadDatapoint[] = [];
		for (const { datapoint, visibleAtMs, wholeAtMs } of this.#minutes) {
			if (visibleAtMs <= nowMs && datapoint.startMs >= sinceMs) minutes.push(wholeAtMs <= nowMs ? datapoint : halved(datapoint));
		}
		const throttledPerSecond = this.throttledPerSecondSeen;
		return {
			minutes,
			headroomMinutes: this.#ownMinutes
				.filter(({ startMs, visibleAtMs }) => visibleAtMs <= nowMs && startMs >= sinceMs)
				.map(({ startMs }) => startMs),
			fastWindow:
				throttledPerSecond === 0
					? { kind: "no-data" }
					: {
							kind: "measured",
							startMs: nowMs - FAST_WINDOW_SECONDS * 1_000,
							windowSeconds: FAST_WINDOW_SECONDS,
							throttledRecords: throttledPerSecond * FAST_WINDOW_SECONDS,
						},
			iteratorAge: { kind: "known", maxMs: 200 },
			shardThrottles: { kind: "no-data" },
		};
	}
}

function halved(datapoint: LoadDatapoint): LoadDatapoint {
	const { incomingBytes, incomingRecords, throttledRecords } = datapoint;
	return { ...datapoint, incomingBytes: incomingBytes / 2, incomingRecords: incomingRecords / 2, throttledRecords: throttledRecords / 2 };
}
