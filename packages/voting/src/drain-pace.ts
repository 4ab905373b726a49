/**
 * How fast a drainer may move waiting votes into a stream that live votes share.
 *
 * Drained votes displace live votes once the shards are full. So the pace starts at a cautious share of the capacity and treats every
 * throttle as its own fault: it halves and pauses. Without throttles it grows. It grows slowly at first: the drainer does not see the live
 * load, and a search for room would cause the throttles that the queue is there to avoid. After a long time without throttles the rush is
 * probably over, and it grows quickly. A quick growth that met a throttle must wait longer for its next try.
 *
 * Pure: time comes in with every call, in milliseconds, and must not go backwards (if it does, no time has passed).
 */
export class DrainPace {
	#openShardCount = 1;
	#ratePerSecond: number;
	#tokens = 0;
	#lastNowMs: number;
	#lastGrantAtMs: number;
	#quietSinceMs: number;
	#pausedUntilMs: number;
	#throttlesInARow = 0;
	#growQuicklyAfterMs: number = QUIET.first;

	constructor(nowMs: number) {
		this.#ratePerSecond = this.#cautiousRate();
		this.#lastNowMs = nowMs;
		this.#lastGrantAtMs = nowMs;
		this.#quietSinceMs = nowMs;
		this.#pausedUntilMs = nowMs;
	}

	/** Records per second that this drainer aims for now. */
	get ratePerSecond(): number {
		return this.#ratePerSecond;
	}

	/** @param openShardCount whole, at least 1 */
	setOpenShardCount(openShardCount: number): void {
		const wasCautious = this.#ratePerSecond === this.#cautiousRate();
		this.#openShardCount = Math.max(1, openShardCount);
		this.#ratePerSecond = wasCautious ? this.#cautiousRate() : Math.min(this.#ratePerSecond, this.#ceiling());
	}

	/**
	 * Ask to put up to `waiting` records now.
	 * @param waiting at least 1
	 * @returns how many may be put at once, or how long to wait before asking again
	 */
	request(
		waiting: number,
		nowMs: number,
	): { readonly kind: "put"; readonly records: number } | { readonly kind: "wait"; readonly ms: number } {
		if (nowMs < this.#pausedUntilMs) return { kind: "wait", ms: this.#pausedUntilMs - nowMs };
		this.#startAfreshWhenIdle(nowMs);
		const elapsedSeconds = Math.min(1, Math.max(0, nowMs - Math.max(this.#lastNowMs, this.#pausedUntilMs)) / 1000);
		this.#lastNowMs = Math.max(this.#lastNowMs, nowMs);
		this.#grow(elapsedSeconds, nowMs);
		const chunk = Math.min(waiting, MAX_CHUNK, Math.max(1, Math.round(this.#ratePerSecond * CHUNK_SECONDS)));
		this.#tokens = Math.min(Math.max(chunk, this.#ratePerSecond * BURST_SECONDS), this.#tokens + this.#ratePerSecond * elapsedSeconds);
		// Slightly less than the chunk counts as the chunk: the sum of many small waits is not exact.
		if (this.#tokens < chunk - 1e-6) {
			return { kind: "wait", ms: Math.max(1, Math.ceil(((chunk - this.#tokens) / this.#ratePerSecond) * 1000)) };
		}
		this.#tokens -= chunk;
		this.#lastGrantAtMs = nowMs;
		return { kind: "put", records: chunk };
	}

	/** Everything of the last put was stored. */
	stored(nowMs: number): void {
		if (nowMs - this.#quietSinceMs > FORGET_THROTTLES_AFTER_MS) this.#throttlesInARow = 0;
	}

	/** Something of the last put was throttled, or the stream did not answer. */
	throttled(nowMs: number): void {
		const wasGrowingQuickly = nowMs - this.#quietSinceMs >= this.#growQuicklyAfterMs && this.#ratePerSecond > this.#cautiousRate();
		if (wasGrowingQuickly) this.#growQuicklyAfterMs = Math.min(QUIET.longest, this.#growQuicklyAfterMs * 2);
		this.#ratePerSecond = Math.max(this.#floor(), this.#ratePerSecond / 2);
		this.#pausedUntilMs = nowMs + Math.min(PAUSE_MS.longest, PAUSE_MS.first * 2 ** this.#throttlesInARow);
		this.#throttlesInARow += 1;
		this.#quietSinceMs = this.#pausedUntilMs;
		this.#tokens = 0;
	}

	#grow(elapsedSeconds: number, nowMs: number): void {
		const cautious = this.#cautiousRate();
		if (this.#ratePerSecond < cautious) {
			this.#ratePerSecond = Math.min(cautious, this.#ratePerSecond * (1 + GROWTH_PER_SECOND.toCautious * elapsedSeconds));
			return;
		}
		const isQuietForLong = nowMs - this.#quietSinceMs >= this.#growQuicklyAfterMs;
		const growth = isQuietForLong ? GROWTH_PER_SECOND.quick : GROWTH_PER_SECOND.slow;
		this.#ratePerSecond = Math.min(this.#ceiling(), this.#ratePerSecond * (1 + growth * elapsedSeconds));
		if (this.#ratePerSecond >= this.#ceiling()) this.#growQuicklyAfterMs = QUIET.first;
	}

	/** Time without puts says nothing about room. */
	#startAfreshWhenIdle(nowMs: number): void {
		if (nowMs - Math.max(this.#lastGrantAtMs, this.#pausedUntilMs) < IDLE_MS) return;
		this.#quietSinceMs = nowMs;
		this.#lastGrantAtMs = nowMs;
		this.#ratePerSecond = Math.min(this.#ratePerSecond, this.#cautiousRate());
	}

	#capacity(): number {
		return this.#openShardCount * RECORDS_PER_SHARD_SECOND * SHARE_OF_ONE_DRAINER;
	}

	#floor(): number {
		return this.#capacity() * 0.01;
	}

	#cautiousRate(): number {
		return this.#capacity() * 0.125;
	}

	/** A tenth stays free, so that a drain at full speed leaves room for returning live votes. */
	#ceiling(): number {
		return this.#capacity() * 0.9;
	}
}

/** Writes per shard. @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html read 2026-11-23 */
const RECORDS_PER_SHARD_SECOND = 1000;

/** The event source mapping runs at most two drainers (`maximumConcurrency`); each takes half. */
const SHARE_OF_ONE_DRAINER = 0.5;

/** Small puts, evenly: 20 a second, so that a second's drained votes do not arrive as one burst. */
const CHUNK_SECONDS = 0.05;

/** The tokens that may gather between two invocations. */
const BURST_SECONDS = 0.2;

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html read 2026-11-23: 500 records a call. */
const MAX_CHUNK = 500;

const GROWTH_PER_SECOND = { toCautious: 0.5, slow: 0.002, quick: 0.25 } as const;

/** The time without a throttle until growth is quick; doubles after each quick growth that met a throttle. */
const QUIET = { first: 60_000, longest: 120_000 } as const;

const PAUSE_MS = { first: 1000, longest: 8000 } as const;

const FORGET_THROTTLES_AFTER_MS = 5000;

const IDLE_MS = 10_000;
