/** The most points of a chart: more than a wide screen has columns. */
const POINTS_AT_MOST = 2_000;
const NICE_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400];

/** A run in few enough points to draw, each with its extremes, so that the spike of a single second stays visible. */
export interface ChartSeries {
	readonly startMs: number;
	readonly pointSeconds: number;
	/** By point. Offered load in full shards: max(records / 1,000, bytes / 1 MB) of the highest and the lowest second. */
	readonly offeredMost: readonly number[];
	readonly offeredLeast: readonly number[];
	/** Open shards. */
	readonly capacityMost: readonly number[];
	readonly capacityLeast: readonly number[];
	/** New records whose first attempt was refused, summed. */
	readonly throttledRecords: readonly number[];
}

export class ChartRecorder {
	readonly #startMs: number;
	readonly #pointSeconds: number;
	readonly #points: { offeredMost: number; offeredLeast: number; capacityMost: number; capacityLeast: number; throttled: number }[];
	#point = -1;
	#nextPointSecond = 0;

	constructor(startMs: number, durationSeconds: number) {
		const wanted = durationSeconds / POINTS_AT_MOST;
		this.#startMs = startMs;
		this.#pointSeconds = NICE_SECONDS.find((seconds) => seconds >= wanted) ?? Math.ceil(wanted / 86_400) * 86_400;
		this.#points = [];
	}

	add(second: number, offeredShards: number, capacityShards: number, throttled: number): void {
		if (second >= this.#nextPointSecond) {
			this.#point += 1;
			this.#nextPointSecond = (this.#point + 1) * this.#pointSeconds;
			this.#points.push({
				offeredMost: offeredShards,
				offeredLeast: offeredShards,
				capacityMost: capacityShards,
				capacityLeast: capacityShards,
				throttled,
			});
			return;
		}
		const point = this.#points[this.#point];
		if (point === undefined) return;
		if (offeredShards > point.offeredMost) point.offeredMost = offeredShards;
		if (offeredShards < point.offeredLeast) point.offeredLeast = offeredShards;
		if (capacityShards > point.capacityMost) point.capacityMost = capacityShards;
		if (capacityShards < point.capacityLeast) point.capacityLeast = capacityShards;
		point.throttled += throttled;
	}

	series(): ChartSeries {
		return {
			startMs: this.#startMs,
			pointSeconds: this.#pointSeconds,
			offeredMost: this.#points.map(({ offeredMost }) => rounded(offeredMost)),
			offeredLeast: this.#points.map(({ offeredLeast }) => rounded(offeredLeast)),
			capacityMost: this.#points.map(({ capacityMost }) => rounded(capacityMost)),
			capacityLeast: this.#points.map(({ capacityLeast }) => rounded(capacityLeast)),
			throttledRecords: this.#points.map(({ throttled }) => Math.round(throttled)),
		};
	}
}

/** Three decimals are more than a chart shows. */
function rounded(value: number): number {
	return Math.round(value * 1_000) / 1_000;
}
