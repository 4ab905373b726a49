import { utcMinute } from "@headroom/engine";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A span in its one or two largest units: `45 s`, `12 min`, `3 h 20 min`, `2 d 4 h`. */
export function span(ms: number): string {
	const positive = Math.max(0, ms);
	if (positive < MINUTE_MS) return `${Math.round(positive / 1000)} s`;
	if (positive < HOUR_MS) return `${Math.round(positive / MINUTE_MS)} min`;
	if (positive < DAY_MS) return twoUnits(Math.round(positive / MINUTE_MS), 60, "h", "min");
	return twoUnits(Math.round(positive / HOUR_MS), 24, "d", "h");
}

function twoUnits(amount: number, perLarge: number, large: string, small: string): string {
	const rest = amount % perLarge;
	return `${Math.floor(amount / perLarge)} ${large}${rest === 0 ? "" : ` ${rest} ${small}`}`;
}

/** `2026-11-25 22:40 UTC (in 2 h)`. */
export function until(atMs: number, nowMs: number): string {
	return `${utcMinute(atMs)} (${atMs >= nowMs ? `in ${span(atMs - nowMs)}` : `${span(nowMs - atMs)} ago`})`;
}

export function ago(atMs: number, nowMs: number): string {
	return `${span(nowMs - atMs)} ago`;
}

/** For programs. */
export function iso(atMs: number): string {
	return new Date(atMs).toISOString();
}
