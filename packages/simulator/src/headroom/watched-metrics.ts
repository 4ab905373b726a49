import { OPTIONAL_PER_SHARD_PER_SECOND, type OptionalSignal } from "@headroom/engine";
import { shardsFilled } from "../stream/shard-writes.ts";
import type { SimulatedStream } from "../stream/simulated-stream.ts";

const MINUTE_MS = 60_000;
/** The time from the autoscaler's log line to the metric, as on the local cloud. */
const TELEMETRY_DELAY_MS = 2_500;
const SECONDS_PER_MINUTE = 60;

/** A metric, or an expression over some, as an alarm watches it. */
export interface WatchedMetric {
	/** Whether the period that begins at `startMs`, still running, shows data at `nowMs` already. */
	hasData(startMs: number, nowMs: number): boolean;
	/** One value for each of `count` periods from `startMs` on, as seen at `nowMs`; undefined if it is missing. */
	values(startMs: number, count: number, nowMs: number): (number | undefined)[];
}

/** `OpenShardCount` as the autoscaler publishes it with each evaluation: the smallest of each minute. */
export class PublishedShardCounts {
	readonly #keptMs: number;
	#unseen: { readonly atMs: number; readonly openShardCount: number }[] = [];
	/** Oldest first, each minute once. */
	#minutes: { readonly startMs: number; openShardCount: number }[] = [];

	/** @param keptMs the longest look-back */
	constructor(keptMs: number) {
		this.#keptMs = keptMs;
	}

	/** @param atMs in rising order */
	publish(atMs: number, openShardCount: number): void {
		this.#unseen.push({ atMs, openShardCount });
	}

	/** Whether any count of the minute is visible. */
	hasData(startMs: number, nowMs: number): boolean {
		this.#seeUntil(nowMs);
		return this.#minutes.findLast((minute) => minute.startMs <= startMs)?.startMs === startMs;
	}

	/** Starts of the minutes that are visible and began at `sinceMs` or later, oldest first. */
	starts(sinceMs: number, nowMs: number): readonly number[] {
		this.#seeUntil(nowMs);
		const first = this.#minutes.findIndex(({ startMs }) => startMs >= sinceMs);
		return first < 0 ? [] : this.#minutes.slice(first).map(({ startMs }) => startMs);
	}

	/**
	 * `FILL(…, REPEAT)`: for each of `count` minutes its smallest count, or that of the minute before; undefined before the first that is
	 * visible.
	 */
	repeated(startMs: number, count: number, nowMs: number): (number | undefined)[] {
		this.#seeUntil(nowMs);
		const minutes = this.#minutes;
		let next = minutes.length;
		while (next > 0 && (minutes[next - 1]?.startMs ?? 0) >= startMs) next -= 1;
		const repeated: (number | undefined)[] = [];
		let openShardCount: number | undefined;
		for (let index = 0; index < count; index += 1) {
			const minute = minutes[next];
			if (minute?.startMs === startMs + index * MINUTE_MS) {
				openShardCount = minute.openShardCount;
				next += 1;
			}
			repeated.push(openShardCount);
		}
		return repeated;
	}

	#seeUntil(nowMs: number): void {
		for (let sample = this.#unseen[0]; sample !== undefined && sample.atMs + TELEMETRY_DELAY_MS <= nowMs; sample = this.#unseen[0]) {
			this.#see(sample.atMs, sample.openShardCount);
			this.#unseen.shift();
		}
	}

	#see(atMs: number, openShardCount: number): void {
		const startMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
		const newest = this.#minutes.at(-1);
		if (newest?.startMs === startMs) {
			newest.openShardCount = Math.min(newest.openShardCount, openShardCount);
			return;
		}
		this.#minutes.push({ startMs, openShardCount });
		const oldest = this.#minutes[0];
		if (oldest !== undefined && oldest.startMs < startMs - 2 * this.#keptMs) {
			this.#minutes = this.#minutes.filter((minute) => minute.startMs >= startMs - this.#keptMs);
		}
	}
}

/** `WriteProvisionedThroughputExceeded` Sum, by the minute. */
export function serviceThrottles({ minutes }: SimulatedStream): WatchedMetric {
	return {
		// The service's minutes are published after their end.
		hasData: () => false,
		values: (startMs, count, nowMs) => {
			const values: (number | undefined)[] = new Array(count).fill(undefined);
			for (const minute of minutes.visible(startMs, nowMs)) values[(minute.startMs - startMs) / MINUTE_MS] = minute.throttledRecords;
			return values;
		},
	};
}

/** `WriteThrottles` Sum, by ten seconds. */
export function producerThrottles({ throttles }: SimulatedStream, periodMs: number): WatchedMetric {
	const values = (startMs: number, count: number, nowMs: number) => {
		const sums: (number | undefined)[] = new Array(count).fill(undefined);
		for (const [secondMs, records] of throttles.seconds(startMs, nowMs)) {
			const period = Math.floor((secondMs - startMs) / periodMs);
			sums[period] = (sums[period] ?? 0) + records;
		}
		return sums;
	};
	return { values, hasData: (startMs, nowMs) => values(startMs, 1, nowMs)[0] !== undefined };
}

/**
 * The utilization expressions of the alarm definitions: the fuller of records and bytes, over `FILL(OpenShardCount, REPEAT)`.
 *
 * @param optionalSignals those of the policy
 * @param minShardCount at this count or below, the stream counts as full, since there is nothing to save; absent: at no count
 */
export function utilization(
	{ minutes }: SimulatedStream,
	published: PublishedShardCounts,
	optionalSignals: readonly OptionalSignal[] = [],
	minShardCount = 0,
): WatchedMetric {
	return {
		hasData: (startMs, nowMs) => published.hasData(startMs, nowMs),
		values: (startMs, count, nowMs) => {
			const openShards = published.repeated(startMs, count, nowMs);
			const values: (number | undefined)[] = new Array(count).fill(undefined);
			for (const minute of minutes.visible(startMs, nowMs)) {
				const index = (minute.startMs - startMs) / MINUTE_MS;
				const openShardCount = openShards[index];
				const { incomingRecords, incomingBytes, signalSums } = minute;
				if (openShardCount === undefined || incomingRecords === 0) continue;
				let filled = shardsFilled(incomingRecords, incomingBytes / incomingRecords) / SECONDS_PER_MINUTE;
				for (const signal of optionalSignals) {
					filled = Math.max(filled, signalSums[signal] / OPTIONAL_PER_SHARD_PER_SECOND[signal] / SECONDS_PER_MINUTE);
				}
				values[index] = openShardCount > minShardCount ? filled / openShardCount : 1;
			}
			return values;
		},
	};
}
