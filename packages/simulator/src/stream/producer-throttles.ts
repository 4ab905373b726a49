import type { ShardThrottleEvidence } from "@headroom/engine";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** The longest look-back for seconds and minutes. */
const SECONDS_KEPT_MS = 120_000;
const MINUTES_KEPT_MS = 360_000;
/** How far back throttles are attributed to shards, as the deployed autoscaler reads them. */
export const EVIDENCE_WINDOW_MS = 300_000;

/**
 * What producers count themselves (`WriteThrottles`): by the second for the stream, by the minute for each shard. Published only with
 * throttles, and visible after `delayMs`.
 */
export class ProducerThrottles {
	readonly #delayMs: number;
	#seconds: { readonly startMs: number; records: number }[] = [];
	#minutes: { readonly startMs: number; readonly byShard: Map<string, number> }[] = [];

	/** @param delayMs from the end of a second until it is visible */
	constructor(delayMs: number) {
		this.#delayMs = delayMs;
	}

	/** @param secondStartMs of the second in which the writes were refused */
	add(secondStartMs: number, shardId: string, records: number): void {
		const second = this.#seconds.at(-1);
		if (second?.startMs === secondStartMs) second.records += records;
		else this.#seconds.push({ startMs: secondStartMs, records });
		const minuteStartMs = Math.floor(secondStartMs / MINUTE_MS) * MINUTE_MS;
		let minute = this.#minutes.at(-1);
		if (minute?.startMs !== minuteStartMs) {
			minute = { startMs: minuteStartMs, byShard: new Map() };
			this.#minutes.push(minute);
			this.#forgetBefore(secondStartMs);
		}
		minute.byShard.set(shardId, (minute.byShard.get(shardId) ?? 0) + records);
	}

	/** The newest second with a refused write, visible or not; `-Infinity` if there is none. */
	get newestStartMs(): number {
		return this.#seconds.at(-1)?.startMs ?? Number.NEGATIVE_INFINITY;
	}

	/** By the start of its second, as GetMetricData would answer at `nowMs`. */
	seconds(sinceMs: number, nowMs: number): Map<number, number> {
		const seen = new Map<number, number>();
		for (const { startMs, records } of this.#seconds) {
			if (startMs >= sinceMs && startMs + SECOND_MS + this.#delayMs <= nowMs) seen.set(startMs, records);
		}
		return seen;
	}

	/** The open shards that were throttled within the last minutes; `no-data` if no producer published a throttle. */
	evidence(openShardIds: readonly string[], nowMs: number): ShardThrottleEvidence {
		const sinceMs = Math.floor((nowMs - EVIDENCE_WINDOW_MS) / MINUTE_MS) * MINUTE_MS;
		const minutes = this.#minutes.filter(({ startMs }) => startMs >= sinceMs);
		const shards = openShardIds.flatMap((shardId) => {
			const throttledRecords = minutes.reduce((sum, { byShard }) => sum + (byShard.get(shardId) ?? 0), 0);
			return throttledRecords > 0 ? [{ shardId, throttledRecords }] : [];
		});
		if (shards.length === 0) return { kind: "no-data" };
		return { kind: "measured", windowSeconds: Math.round((nowMs - sinceMs) / SECOND_MS), shards };
	}

	#forgetBefore(nowMs: number): void {
		this.#seconds = this.#seconds.filter(({ startMs }) => startMs >= nowMs - SECONDS_KEPT_MS);
		this.#minutes = this.#minutes.filter(({ startMs }) => startMs >= nowMs - MINUTES_KEPT_MS);
	}
}
