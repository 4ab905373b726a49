/** 144000 → "144,000". */
export function count(value: number): string {
	return Math.round(value).toLocaleString("en-US");
}

/** "+12.3 s", from one moment to another. */
export function secondsSince(fromMs: number, toMs: number): string {
	const seconds = (toMs - fromMs) / 1000;
	return `${seconds < 0 ? "-" : "+"}${Math.abs(seconds).toFixed(1)} s`;
}

/** A share as a person reads it: "4.2 %"; "0 %" only when it is exactly none. */
export function share(part: number, whole: number): string {
	if (whole === 0 || part === 0) return "0 %";
	const percent = (part / whole) * 100;
	return percent < 0.1 ? "< 0.1 %" : `${percent.toFixed(1)} %`;
}

export function milliseconds(value: number): string {
	return value < 10 ? `${value.toFixed(1)} ms` : `${count(value)} ms`;
}

export function kilobytes(bytes: number): string {
	return `${(bytes / 1_000).toFixed(1)} kB`;
}

/** What a target or a log line says, as one line in which a terminal obeys nothing: control characters as JSON escapes them. */
export function visible(text: string): string {
	return text.replaceAll(
		/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}
