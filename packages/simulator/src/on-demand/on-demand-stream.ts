import type { OnDemandMinute, OnDemandStream } from "../peer.ts";

/**
 * A new stream takes 4 MB/s and 4,000 records/s. Read 2026-11-25.
 * @see https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html
 */
export const ON_DEMAND_START_SHARDS = 4;

/**
 * It takes up to twice the highest write of the last 30 days. Read 2026-11-25.
 * @see https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html
 */
const PEAK_FACTOR = 2;
const PEAK_MINUTES = 30 * 24 * 60;

/**
 * It throttles where traffic grows beyond twice the previous peak within 15 minutes. Read 2026-11-25.
 * @see https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html
 */
const GROWTH_MINUTES = 15;

/**
 * The most that a stream is scaled to without asking: 10 GB/s in us-east-1, us-west-2 and eu-west-1, 200 MB/s elsewhere. Read 2026-11-25.
 * @see https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html
 */
const MAXIMUM_SHARDS = 10_000;

export interface OnDemandOptions {
	/** The highest write before the load begins, in shards' worth; absent: a new stream. */
	readonly previousPeakShards?: number;
	/** On-Demand Advantage: UpdateStreamWarmThroughput, in shards' worth, kept all the time. Absent: 0. */
	readonly warmShards?: number;
}

/**
 * An on-demand stream by its documented rule: `max(4, warm, 2 × the highest minute of the last 30 days, but for the last 15 minutes)`.
 *
 * Assumed, since AWS documents the limits and not the course:
 * - A new peak counts after the whole of the 15 minutes in which growth beyond double may be throttled. It may count sooner.
 * - A peak is a minute's mean of what was written, so a throttled stream doubles every 15 minutes at most.
 * - Capacity is even over the shards. AWS splits a shard above 500 KB/s; a hot key stays on one shard and keeps its 1 MB/s and 1,000/s.
 * - Warm throughput is there from the beginning, asked for in time.
 */
export class OnDemandScaling implements OnDemandStream {
	readonly #floor: number;
	readonly #peaks = new SlidingMaximum(PEAK_MINUTES);
	/** The newest minutes, which do not count yet, oldest first. */
	readonly #recent: number[] = [];
	capacityShards: number;

	constructor({ previousPeakShards = 0, warmShards = 0 }: OnDemandOptions = {}) {
		this.#floor = Math.max(ON_DEMAND_START_SHARDS, warmShards);
		this.#peaks.add(previousPeakShards);
		this.capacityShards = this.#capacity();
	}

	onMinute({ meanShards }: OnDemandMinute): void {
		this.#recent.push(Math.min(meanShards, this.capacityShards));
		if (this.#recent.length > GROWTH_MINUTES) this.#peaks.add(this.#recent.shift() ?? 0);
		this.capacityShards = this.#capacity();
	}

	#capacity(): number {
		return Math.min(MAXIMUM_SHARDS, Math.max(this.#floor, PEAK_FACTOR * this.#peaks.maximum));
	}
}

/** The largest of the newest values; amortised constant time, and memory for those that may still become it. */
class SlidingMaximum {
	readonly #length: number;
	#candidates: { readonly index: number; readonly value: number }[] = [];
	#added = 0;

	constructor(length: number) {
		this.#length = length;
	}

	get maximum(): number {
		return this.#candidates[0]?.value ?? 0;
	}

	add(value: number): void {
		while ((this.#candidates.at(-1)?.value ?? Number.POSITIVE_INFINITY) <= value) this.#candidates.pop();
		this.#candidates.push({ index: this.#added++, value });
		if ((this.#candidates[0]?.index ?? 0) <= this.#added - 1 - this.#length) this.#candidates = this.#candidates.slice(1);
	}
}
