/**
 * Numbers as sentences want them. Written by hand because a decision makes a dozen of them: `toLocaleString` and `toFixed`
 * would cost more than all the rest of `decide`.
 */

const MINUTES_PER_DAY = 1_440;
const MS_PER_MINUTE = 60_000;
const DAYS_PER_400_YEARS = 146_097;
/** Days from 0000-03-01 to 1970-01-01, in the proleptic Gregorian calendar. */
const EPOCH_DAY_OF_MARCH_CALENDAR = 719_468;

/** Whole number with thousands separators: `1,804`. Fractions are rounded. */
export function whole(value: number): string {
	const rounded = Math.round(value);
	if (rounded > -1_000 && rounded < 1_000) return String(rounded);
	if (!Number.isSafeInteger(rounded)) return String(rounded);
	const digits = String(Math.abs(rounded));
	let grouped = "";
	for (let end = digits.length; end > 0; end -= 3) {
		const group = digits.slice(Math.max(0, end - 3), end);
		grouped = grouped === "" ? group : `${group},${grouped}`;
	}
	return rounded < 0 ? `-${grouped}` : grouped;
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

/** A moment as people name it, to the minute: `2026-11-23 09:14 UTC`. */
export function utcMinute(epochMs: number): string {
	// Rounded up: whoever comes back at the minute that is named must not be too early.
	const minutes = Math.ceil(epochMs / MS_PER_MINUTE);
	const day = Math.floor(minutes / MINUTES_PER_DAY);
	const minuteOfDay = minutes - day * MINUTES_PER_DAY;
	return `${calendarDay(day)} ${pad(Math.floor(minuteOfDay / 60))}:${pad(minuteOfDay % 60)} UTC`;
}

/**
 * Days since the epoch as `YYYY-MM-DD`: years that begin in March put the leap day last, so that months have fixed offsets.
 * @see https://howardhinnant.github.io/date_algorithms.html
 */
function calendarDay(daysSinceEpoch: number): string {
	const shifted = daysSinceEpoch + EPOCH_DAY_OF_MARCH_CALENDAR;
	const era = Math.floor(shifted / DAYS_PER_400_YEARS);
	const dayOfEra = shifted - era * DAYS_PER_400_YEARS;
	const yearOfEra = Math.floor(
		(dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
	);
	const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
	const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
	const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
	const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
	const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
	return `${String(year).padStart(4, "0")}-${pad(month)}-${pad(day)}`;
}

function pad(value: number): string {
	return value < 10 ? `0${value}` : String(value);
}
