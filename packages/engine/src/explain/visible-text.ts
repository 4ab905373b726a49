/**
 * What a terminal or a reader obeys instead of showing it: C0 and C1 controls and DEL, the line and paragraph separators, and the characters that embed,
 * override or isolate a direction, with which text is shown in another order than it has.
 *
 * @see https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings read 2026-11-27
 */
const CONTROL_CHARACTER = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u;
const CONTROL_CHARACTERS = new RegExp(CONTROL_CHARACTER, "gu");

const SHORT_ESCAPES: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/**
 * Somebody else's words as one line that shows every control character as JSON escapes it: `\u001b`, `\n`. Inside a JSON string the result is that
 * very string. Idempotent.
 */
export function visibleText(text: string): string {
	return text.replaceAll(
		CONTROL_CHARACTERS,
		(character) => SHORT_ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}

/** Whether {@link visibleText} would change it. */
export function hasControlCharacters(text: string): boolean {
	return CONTROL_CHARACTER.test(text);
}

/** Somebody else's words as part of a sentence: visible, and no longer than the sentence can bear. */
export function shortWords(text: string, maxLength: number): string {
	const characters = [...text.slice(0, 2 * maxLength + 1)];
	const isLonger = characters.length > maxLength;
	return visibleText(isLonger ? `${characters.slice(0, maxLength).join("")}…` : text);
}
