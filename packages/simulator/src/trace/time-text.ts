/**
 * How a moment is written:
 * - `zoned`: ISO 8601 with `Z` or an offset;
 * - `utc`: `YYYY-MM-DD HH:MM:SS`, with a space or a `T`, seconds optional, slashes as in the CloudWatch console's CSV, or a date alone;
 *   without a zone it is UTC;
 * - `epoch-seconds`, `epoch-milliseconds`: distinguished by their size, from 1973 to 2286 without overlap.
 */
export type TimeNotation = "zoned" | "utc" | "epoch-seconds" | "epoch-milliseconds";

export type ParsedTime = { readonly notation: TimeNotation; readonly atMs: number } | { readonly reason: string };

const CALENDAR = /^(\d{4})[-/](\d\d)[-/](\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?: ?(Z|UTC|[+-]\d\d:?\d\d))?)?$/;
const NUMBER = /^\d+(?:\.\d+)?$/;
const EPOCH_SECONDS = { from: 1e8, to: 1e10 };
const EPOCH_MILLISECONDS = { from: 1e11, to: 1e13 };

/** @param text without spaces around it */
export function parseTime(text: string): ParsedTime {
	const calendar = CALENDAR.exec(text);
	if (calendar !== null) return parseCalendar(text, calendar);
	if (!NUMBER.test(text))
		return { reason: `"${shortened(text)}" is not a time: expected ISO 8601, "YYYY-MM-DD HH:MM:SS" (UTC) or the epoch` };
	const value = Number(text);
	if (value >= EPOCH_SECONDS.from && value < EPOCH_SECONDS.to) return { notation: "epoch-seconds", atMs: Math.round(value * 1000) };
	if (value >= EPOCH_MILLISECONDS.from && value < EPOCH_MILLISECONDS.to) return { notation: "epoch-milliseconds", atMs: Math.round(value) };
	return {
		reason: `${shortened(text)} is neither epoch seconds (from ${EPOCH_SECONDS.from}) nor epoch milliseconds (from ${EPOCH_MILLISECONDS.from})`,
	};
}

function parseCalendar(text: string, parts: RegExpExecArray): ParsedTime {
	const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone] = parts;
	const [h, m, s] = [Number(hour), Number(minute), Number(second)];
	const midnightMs = Date.UTC(Number(year), Number(month) - 1, Number(day));
	const isOnCalendar = new Date(midnightMs).getUTCDate() === Number(day) && Number(month) >= 1 && Number(month) <= 12;
	if (!isOnCalendar || h > 23 || m > 59 || s > 59) return { reason: `"${text}" is not on the calendar or the clock` };
	const offsetMinutes = zone === undefined || zone === "Z" || zone === "UTC" ? 0 : parseOffset(zone);
	if (offsetMinutes === undefined) return { reason: `"${text}" has an offset beyond 18 hours` };
	const milliseconds = Math.round(Number(`0.${fraction || "0"}`) * 1000);
	return {
		notation: zone === undefined ? "utc" : "zoned",
		atMs: midnightMs + ((h * 60 + m - offsetMinutes) * 60 + s) * 1000 + milliseconds,
	};
}

function parseOffset(zone: string): number | undefined {
	const sign = zone.startsWith("-") ? -1 : 1;
	const digits = zone.slice(1).replace(":", "");
	const [hours, minutes] = [Number(digits.slice(0, 2)), Number(digits.slice(2))];
	return hours > 18 || minutes > 59 ? undefined : sign * (hours * 60 + minutes);
}

export function shortened(text: string): string {
	return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}
