import { type KinesisSettings, metricDelayMs } from "@headroom/emulators";
import type { OptionalSignal } from "@headroom/engine";
import type { MetricMinute } from "../peer.ts";

const MINUTE_MS = 60_000;

/** A minute, and the moment from which CloudWatch shows it. */
export interface PublishedMinute extends MetricMinute {
	readonly periodSeconds: 60;
	readonly availableAtMs: number;
	/** What the optional signals would show; kept apart, since only a policy that lists one reads it. */
	readonly signalSums: Readonly<Record<OptionalSignal, number>>;
}

export interface ServiceMinutesOptions {
	/** Later than the service's usual delay; absent is 0. */
	readonly lateMs?: number;
	/** When the consumers stop; absent: never. */
	readonly readUntilMs?: number;
	/** Each reads every accepted byte once, in its minute; absent is 1. */
	readonly sharedConsumers?: number;
}

/** The stream's own metrics by the minute: collected as they happen, visible as late as the emulator's, dropped after the look-back. */
export class ServiceMinutes {
	readonly #settings: Pick<KinesisSettings, "metricDelayMaximumMs" | "metricDelayMinimumMs">;
	readonly #keptMs: number;
	readonly #sharedConsumers: number;
	readonly #readUntilMs: number;
	readonly #lateMs: number;
	#published: PublishedMinute[] = [];
	#records = 0;
	#bytes = 0;
	#throttled = 0;
	#isTouched = false;

	/**
	 * @param keptMs the longest look-back
	 */
	constructor(
		settings: Pick<KinesisSettings, "metricDelayMaximumMs" | "metricDelayMinimumMs">,
		keptMs: number,
		{ lateMs = 0, readUntilMs = Number.POSITIVE_INFINITY, sharedConsumers = 1 }: ServiceMinutesOptions = {},
	) {
		this.#sharedConsumers = sharedConsumers;
		this.#readUntilMs = readUntilMs;
		this.#lateMs = lateMs;
		this.#settings = settings;
		this.#keptMs = keptMs;
	}

	add(acceptedRecords: number, acceptedBytes: number, throttledRecords: number): void {
		if (acceptedRecords === 0 && throttledRecords === 0) return;
		this.#isTouched = true;
		this.#records += acceptedRecords;
		this.#bytes += acceptedBytes;
		this.#throttled += throttledRecords;
	}

	/** The minute is over. An idle one is not published at all, as the service does. */
	close(startMs: number): void {
		if (!this.#isTouched) return;
		this.#published.push({
			startMs,
			periodSeconds: 60,
			incomingRecords: this.#records,
			incomingBytes: this.#bytes,
			throttledRecords: this.#throttled,
			signalSums: { reads: startMs < this.#readUntilMs ? this.#bytes * this.#sharedConsumers : 0 },
			availableAtMs: startMs + MINUTE_MS + metricDelayMs(startMs, this.#settings) + this.#lateMs,
		});
		this.#isTouched = false;
		this.#records = 0;
		this.#bytes = 0;
		this.#throttled = 0;
		const oldest = this.#published[0];
		if (oldest !== undefined && oldest.startMs < startMs - 2 * this.#keptMs) {
			this.#published = this.#published.filter((minute) => minute.startMs >= startMs - this.#keptMs);
		}
	}

	/** The minutes that are visible at `nowMs` and began at `sinceMs` or later, oldest first. */
	visible(sinceMs: number, nowMs: number): PublishedMinute[] {
		const published = this.#published;
		let end = published.length;
		while (end > 0 && (published[end - 1]?.availableAtMs ?? 0) > nowMs) end -= 1;
		let start = end;
		while (start > 0 && (published[start - 1]?.startMs ?? 0) >= sinceMs) start -= 1;
		return published.slice(start, end);
	}
}
