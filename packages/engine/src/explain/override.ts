import type { Override } from "../history.ts";
import { utcSecond } from "./format.ts";
import { shortWords } from "./visible-text.ts";

/** Characters of a person's reason, where it is given. */
export const MAX_REASON_LENGTH = 256;

/** Of a stored one, or of who gave it, what a sentence shows: a hand may have stored any length; a lease's reason says what it scales as well. */
export const SHOWN_WORDS_LENGTH = 2 * MAX_REASON_LENGTH;

/** "paused by ana until 2026-11-25 14:00:00 UTC: load test"; "without an override" if there is none. */
export function describeOverride(override: Override): string {
	if (override.kind === "none") return "without an override";
	const { by, kind, reason, untilMs } = override;
	const until = Number.isFinite(untilMs) ? `until ${utcSecond(untilMs)}` : "without a valid end";
	return `${kind === "pause" ? "paused" : "held at its count"} by ${shortWords(by, SHOWN_WORDS_LENGTH)} ${until}: ${shortWords(reason, SHOWN_WORDS_LENGTH)}`;
}
