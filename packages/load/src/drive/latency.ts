import { build, encodeIntoCompressedBase64, type Histogram } from "hdr-histogram-js";
import type { LatencyMs } from "./load-result.ts";

/** Longer than any request may take. A longer latency counts as this. */
const HIGHEST_MICROSECONDS = 120_000_000;

/** Latencies to three significant digits, in the same few kilobytes for ten or ten million of them. */
export class LatencyHistogram {
	readonly #microseconds: Histogram;

	constructor(microseconds: Histogram = emptyHistogram()) {
		this.#microseconds = microseconds;
	}

	record(latencyMs: number): void {
		this.#microseconds.recordValue(Math.min(HIGHEST_MICROSECONDS, Math.max(1, Math.round(latencyMs * 1000))));
	}

	/**
	 * Adds the requests that were not sent because their user was still waiting. For a user who sends one every second, an answer after ten
	 * seconds hides nine requests that would have waited nine, eight, seven … seconds.
	 */
	correctedForCoordinatedOmission(expectedIntervalMs: number): LatencyHistogram {
		return new LatencyHistogram(this.#microseconds.copyCorrectedForCoordinatedOmission(Math.round(expectedIntervalMs * 1000)));
	}

	/** @returns undefined if nothing was recorded */
	summary(): LatencyMs | undefined {
		const { maxValue, mean, totalCount } = this.#microseconds;
		if (totalCount === 0) return undefined;
		const percentile = (value: number) => this.#microseconds.getValueAtPercentile(value) / 1000;
		return { mean: mean / 1000, p50: percentile(50), p95: percentile(95), p99: percentile(99), max: maxValue / 1000 };
	}

	/** Readable by every HdrHistogram library. */
	encode(): string {
		return encodeIntoCompressedBase64(this.#microseconds);
	}

	reset(): void {
		this.#microseconds.reset();
	}
}

function emptyHistogram(): Histogram {
	return build({
		lowestDiscernibleValue: 1,
		highestTrackableValue: HIGHEST_MICROSECONDS,
		numberOfSignificantValueDigits: 3,
		bitBucketSize: 32,
	});
}
