const MS_PER_MINUTE = 60_000;
/** The largest moment that a calendar has. @see https://tc39.es/ecma262/#sec-time-values-and-time-range */
export const MAX_EPOCH_MS = 8.64e15;

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0, signDisplay: "negative" });

/** Whole number with thousands separators: `1,804`. Fractions are rounded. */
export function whole(value: number): string {
	const rounded = Math.round(value);
	// An impossible count is shown as it is.
	return Number.isSafeInteger(rounded) ? WHOLE.format(rounded) : String(rounded);
}

/** A rate: whole from 10 on, one decimal below. */
export function rate(value: number): string {
	return value >= 10 ? whole(value) : String(Math.round(value * 10) / 10);
}

/** A ratio as percent: `1.8` is `180 %`. */
export function percent(ratio: number): string {
	return `${whole(ratio * 100)} %`;
}

/** Bytes in a second, in the largest unit that leaves digits to read: `640 kB/s`. */
export function bytesPerSecond(value: number): string {
	if (value >= 10_000_000) return `${whole(value / 1_000_000)} MB/s`;
	if (value >= 1_000_000) return `${Math.round(value / 100_000) / 10} MB/s`;
	if (value >= 1_000) return `${whole(value / 1_000)} kB/s`;
	return `${whole(value)} B/s`;
}

/** `1 shard`, `12 shards`. */
export function shards(count: number): string {
	return count === 1 ? "1 shard" : `${whole(count)} shards`;
}

/** `90 s`, `30 min`, `24 h`: the largest unit that divides. */
export function duration(seconds: number): string {
	if (seconds >= 3_600 && seconds % 3_600 === 0) return `${whole(seconds / 3_600)} h`;
	if (seconds >= 120 && seconds % 60 === 0) return `${whole(seconds / 60)} min`;
	return `${rate(seconds)} s`;
}

/** A moment to the second, so that it can be found in a log: `2026-11-23 16:04:05 UTC`. */
export function utcSecond(epochMs: number): string {
	const iso = isoOf(epochMs);
	return iso === undefined ? "an unknown time" : `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

/** A moment to the minute: `2026-11-23 09:14 UTC`. Rounded up: a reader who comes back at that minute must not be too early. */
export function utcMinute(epochMs: number): string {
	const iso = isoOf(Math.ceil(epochMs / MS_PER_MINUTE) * MS_PER_MINUTE);
	return iso === undefined ? "an unknown time" : `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

function isoOf(epochMs: number): string | undefined {
	return Math.abs(epochMs) <= MAX_EPOCH_MS ? new Date(epochMs).toISOString() : undefined;
}
