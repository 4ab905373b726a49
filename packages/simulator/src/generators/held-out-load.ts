import { BYTES_PER_SECOND_PER_SHARD, RECORDS_PER_SECOND_PER_SHARD } from "@headroom/engine";
import { randomExponential, randomLogNormal, randomNormal, randomUniform } from "d3-random";
import type { LoadSource } from "../load-source.ts";
import { randomSource } from "../stream/arrivals.ts";
import { dayShape, weekendness } from "./loads.ts";
import { burst, shapedLoad } from "./shaped-load.ts";

const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3_600;
const DRIFT_SECONDS = 300;
/** After so many half-lives nothing is left of a burst. */
const BURST_HALF_LIVES = 12;

interface Burst {
	readonly atSecond: number;
	readonly height: number;
	readonly riseSeconds: number;
	readonly halfLifeSeconds: number;
}

/**
 * A load to which no policy was tuned: a daily rhythm with one or two peaks, weekends, days that differ, a slow drift, a trend, and bursts
 * of up to five times the load and of any length, all drawn from the seed. Its days peak at 1.5 to 12 full shards, by records or by
 * bytes.
 *
 * @param seed whole; the same seed gives the same load
 * @param days whole, at least 1
 */
export function heldOutLoad(seed: number, days: number): LoadSource {
	if (!Number.isInteger(days) || days < 1) throw new RangeError(`days must be whole and at least 1, is ${days}.`);
	const source = randomSource(seed, 0);
	const uniform = (from: number, to: number) => randomUniform.source(source)(from, to)();
	const between = (from: number, to: number) => from * (to / from) ** uniform(0, 1);
	const bytesPerRecord = Math.round(between(100, 3_000));
	const highest = between(1.5, 12) * Math.min(RECORDS_PER_SECOND_PER_SHARD, BYTES_PER_SECOND_PER_SHARD / bytesPerRecord);
	const lowest = highest * between(0.05, 0.6);
	const [peakHour, secondPeakHour] = [uniform(0, 24), uniform(0, 24)];
	const secondPeak = uniform(0, 1) < 0.5 ? 0 : uniform(0.2, 0.9);
	const weekendFactor = uniform(0.4, 1.2);
	const growth = between(0.7, 1.6);
	const levels = Array.from({ length: days + 1 }, randomLogNormal.source(source)(0, 0.1));
	const drift = driftOf((days * DAY_SECONDS) / DRIFT_SECONDS + 1, uniform(0, 0.08), randomNormal.source(source)(0, 1));
	const bursts = burstsOf(days, between(0.2, 3), uniform, between, randomExponential.source(source));
	const burstsByHour = Array.from({ length: days * 24 }, (_, hour) =>
		bursts.filter((one) => one.atSecond < (hour + 1) * HOUR_SECONDS && endOf(one) >= hour * HOUR_SECONDS),
	);
	const load: LoadSource = shapedLoad({ durationSeconds: days * DAY_SECONDS, bytesPerRecord }, (second) => {
		const atMs = load.startMs + second * 1_000;
		const day = Math.max(dayShape(atMs, peakHour), secondPeak > 0 ? secondPeak * dayShape(atMs, secondPeakHour) : 0);
		const weekend = 1 - (1 - weekendFactor) * weekendness(atMs);
		const level = interpolated(levels, second / DAY_SECONDS) * growth ** (second / (days * DAY_SECONDS));
		let crowd = 0;
		for (const one of burstsByHour[Math.floor(second / HOUR_SECONDS)] ?? []) crowd += heightAt(one, second);
		return (lowest + (highest - lowest) * day) * weekend * level * interpolated(drift, second / DRIFT_SECONDS) * (1 + crowd);
	});
	return load;
}

/** The factor of a slow drift about 1, a value every five minutes: each is mostly the one before. */
function driftOf(length: number, deviation: number, normal: () => number): number[] {
	const keep = 0.97;
	const values: number[] = [];
	for (let index = 0, state = 0; index < length; index++) {
		state = keep * state + Math.sqrt(1 - keep * keep) * normal();
		values.push(Math.exp(deviation * state));
	}
	return values;
}

function burstsOf(
	days: number,
	perDay: number,
	uniform: (from: number, to: number) => number,
	between: (from: number, to: number) => number,
	exponential: (rate: number) => () => number,
): readonly Burst[] {
	const waitDays = exponential(perDay);
	const bursts: Burst[] = [];
	for (let atDay = waitDays(); atDay < days; atDay += waitDays()) {
		const riseSeconds = Math.round(between(5, 900));
		bursts.push({ atSecond: Math.floor(atDay * DAY_SECONDS), height: uniform(0.3, 4), riseSeconds, halfLifeSeconds: between(120, 3_600) });
	}
	return bursts;
}

function endOf({ atSecond, riseSeconds, halfLifeSeconds }: Burst): number {
	return atSecond + riseSeconds + BURST_HALF_LIVES * halfLifeSeconds;
}

function heightAt(one: Burst, second: number): number {
	const { atSecond, height, riseSeconds, halfLifeSeconds } = one;
	return second > endOf(one) ? 0 : height * burst(second, atSecond, riseSeconds, halfLifeSeconds);
}

/** A straight line between the values about a fractional index. */
function interpolated(values: readonly number[], at: number): number {
	const index = Math.floor(at);
	const from = values[index] ?? 1;
	return from + ((values[index + 1] ?? from) - from) * (at - index);
}
