import { RESHARD_WINDOW_MS } from "@headroom/engine";
import type { AcceptedReshard, RefusedCall, ScalingLog } from "../scaler.ts";
import type { WrittenSecond } from "../stream/shard-writes.ts";
import { shardsFilled } from "../stream/shard-writes.ts";
import { ChartRecorder, type ChartSeries } from "./chart-series.ts";

const SECONDS_PER_HOUR = 3_600;
const SECONDS_PER_MINUTE = 60;
/** Throttling is over when a minute has passed without any. */
const RELIEF_AFTER_SECONDS = 60;
/** A reshard back within this time of the last one the other way is flapping. */
const FLAPPING_WITHIN_MS = 3_600_000;

/** The results of one run. */
export interface RunFigures {
	readonly durationSeconds: number;
	readonly offeredRecords: number;
	readonly offeredBytes: number;
	/** New records whose first attempt was refused; their share of the offered ones is the throttled share. */
	readonly throttledRecords: number;
	readonly throttledShare: number;
	/** Every refused attempt, retries included: what the service's metric counts. */
	readonly refusedAttempts: number;
	/** Records that were lost after their last attempt. */
	readonly lostRecords: number;
	/** The minute with the most throttled records; absent if none was throttled. */
	readonly worstMinute?: { readonly startMs: number; readonly throttledRecords: number };
	/** From the first throttled second to the last, each time until a minute passes without any. Seconds. */
	readonly throttling: { readonly times: number; readonly longestSeconds: number; readonly meanSeconds: number };
	readonly shardHours: number;
	readonly meanShardCount: number;
	readonly maxShardCount: number;
	readonly reshards: readonly AcceptedReshard[];
	readonly mostReshardsInADay: number;
	/** Reshards that took back the one before them within an hour. */
	readonly reversals: number;
	/** Calls that a limit forbade, and calls during a reshard. */
	readonly refusedByALimit: number;
	readonly refusedWhileUpdating: number;
	/** The messages of the first refusals. */
	readonly refusals: readonly string[];
	readonly chart: ChartSeries;
}

const REFUSALS_TOLD = 5;

/** Gathers a run's figures second by second, in memory that does not grow with the seconds. */
export class RunRecorder implements ScalingLog {
	readonly #startMs: number;
	readonly #chart: ChartRecorder;
	readonly #reshards: AcceptedReshard[] = [];
	readonly #refusals: string[] = [];
	#seconds = 0;
	#offeredRecords = 0;
	#offeredBytes = 0;
	#throttledRecords = 0;
	#refusedAttempts = 0;
	#lostRecords = 0;
	#shardSeconds = 0;
	#maxShardCount = 0;
	#minuteThrottled = 0;
	#worstMinute: { readonly startMs: number; readonly throttledRecords: number } | undefined;
	#throttledFromSecond = -1;
	#throttledUntilSecond = -1;
	#throttlings = 0;
	#throttlingSeconds = 0;
	#longestThrottlingSeconds = 0;
	#refusedByALimit = 0;
	#refusedWhileUpdating = 0;

	constructor(startMs: number, durationSeconds: number) {
		this.#startMs = startMs;
		this.#chart = new ChartRecorder(startMs, durationSeconds);
	}

	/** @param second in rising order, each once */
	add(second: number, written: WrittenSecond, bytesPerRecord: number, capacityShards: number): void {
		const { offered, throttledFirst, refusedAttempts } = written;
		this.#seconds = second + 1;
		this.#offeredRecords += offered;
		this.#offeredBytes += offered * bytesPerRecord;
		this.#shardSeconds += capacityShards;
		if (capacityShards > this.#maxShardCount) this.#maxShardCount = capacityShards;
		if (second % SECONDS_PER_MINUTE === 0) this.#closeMinute(second);
		if (refusedAttempts > 0) {
			this.#throttledRecords += throttledFirst;
			this.#minuteThrottled += throttledFirst;
			this.#refusedAttempts += refusedAttempts;
			this.#lostRecords += written.lost;
			if (this.#throttledFromSecond < 0 || second - this.#throttledUntilSecond > RELIEF_AFTER_SECONDS) {
				this.#closeThrottling();
				this.#throttledFromSecond = second;
			}
			this.#throttledUntilSecond = second;
		}
		this.#chart.add(second, shardsFilled(offered, bytesPerRecord), capacityShards, throttledFirst);
	}

	accepted(reshard: AcceptedReshard): void {
		this.#reshards.push(reshard);
	}

	refused({ isInUse, message }: RefusedCall): void {
		if (isInUse) this.#refusedWhileUpdating += 1;
		else this.#refusedByALimit += 1;
		if (!isInUse && this.#refusals.length < REFUSALS_TOLD) this.#refusals.push(message);
	}

	figures(): RunFigures {
		this.#closeMinute(this.#seconds);
		this.#closeThrottling();
		this.#throttledFromSecond = -1;
		const shardHours = this.#shardSeconds / SECONDS_PER_HOUR;
		return {
			durationSeconds: this.#seconds,
			offeredRecords: this.#offeredRecords,
			offeredBytes: this.#offeredBytes,
			throttledRecords: Math.round(this.#throttledRecords),
			throttledShare: this.#offeredRecords === 0 ? 0 : this.#throttledRecords / this.#offeredRecords,
			refusedAttempts: Math.round(this.#refusedAttempts),
			lostRecords: Math.round(this.#lostRecords),
			...(this.#worstMinute !== undefined && { worstMinute: this.#worstMinute }),
			throttling: {
				times: this.#throttlings,
				longestSeconds: this.#longestThrottlingSeconds,
				meanSeconds: this.#throttlings === 0 ? 0 : this.#throttlingSeconds / this.#throttlings,
			},
			shardHours,
			meanShardCount: this.#shardSeconds / Math.max(1, this.#seconds),
			maxShardCount: this.#maxShardCount,
			reshards: this.#reshards,
			mostReshardsInADay: mostInADay(this.#reshards),
			reversals: reversals(this.#reshards),
			refusedByALimit: this.#refusedByALimit,
			refusedWhileUpdating: this.#refusedWhileUpdating,
			refusals: this.#refusals,
			chart: this.#chart.series(),
		};
	}

	#closeMinute(endSecond: number): void {
		const throttledRecords = Math.round(this.#minuteThrottled);
		this.#minuteThrottled = 0;
		if (throttledRecords <= (this.#worstMinute?.throttledRecords ?? 0)) return;
		const startSecond = Math.floor((endSecond - 1) / SECONDS_PER_MINUTE) * SECONDS_PER_MINUTE;
		this.#worstMinute = { startMs: this.#startMs + startSecond * 1_000, throttledRecords };
	}

	#closeThrottling(): void {
		if (this.#throttledFromSecond < 0) return;
		const seconds = this.#throttledUntilSecond - this.#throttledFromSecond + 1;
		this.#throttlings += 1;
		this.#throttlingSeconds += seconds;
		this.#longestThrottlingSeconds = Math.max(this.#longestThrottlingSeconds, seconds);
	}
}

/** The most reshards in any rolling 24 h. */
function mostInADay(reshards: readonly AcceptedReshard[]): number {
	let most = 0;
	let oldest = 0;
	reshards.forEach(({ atMs }, index) => {
		while ((reshards[oldest]?.atMs ?? atMs) <= atMs - RESHARD_WINDOW_MS) oldest += 1;
		most = Math.max(most, index - oldest + 1);
	});
	return most;
}

function reversals(reshards: readonly AcceptedReshard[]): number {
	let count = 0;
	reshards.forEach((reshard, index) => {
		const before = reshards[index - 1];
		if (before === undefined || reshard.atMs - before.atMs > FLAPPING_WITHIN_MS) return;
		if (reshard.toShardCount > reshard.fromShardCount !== before.toShardCount > before.fromShardCount) count += 1;
	});
	return count;
}
