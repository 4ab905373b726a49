import { randomInt } from "node:crypto";
import { visibleText } from "@headroom/engine";
import pc from "picocolors";

export type Colors = ReturnType<typeof pc.createColors>;

/**
 * Parameters that stand in each colour code of our own until it is written, drawn anew for each process: text of others is written before, and cannot have
 * them. Terminals and the libraries that measure, wrap or cut text read them as a part of the code.
 */
const MARK = Array.from({ length: 3 }, () => randomInt(1_000, 10_000)).join(";");

const ESC = "\u{1b}";
const PLAIN_CODE = new RegExp(`${ESC}\\[(\\d+)m`, "gu");
const MARKED_CODE = new RegExp(`${ESC}\\[(\\d+);${MARK}m`, "u");

/** Text that was coloured by a library, for {@link visibleOutput} to leave its colours. Only where no words of others are in it. */
export function markColors(text: string): string {
	return text.replaceAll(PLAIN_CODE, `${ESC}[$1;${MARK}m`);
}

/** Colours that {@link visibleOutput} knows as ours. */
export function createMarkedColors(isEnabled: boolean): Colors {
	const colors = pc.createColors(isEnabled);
	if (!isEnabled) return colors;
	const marked = Object.entries(colors).map(([name, paint]) => [name, typeof paint === "function" ? markedPaint(paint) : paint]);
	return Object.fromEntries(marked) as Colors;
}

function markedPaint(paint: (text: string) => string): (text: string | number | null | undefined) => string {
	const [open = "", close = ""] = paint("\0").split("\0").map(markColors);
	// A colour inside ends with what ends the one around it.
	return (text) => `${open}${String(text).replaceAll(close, `${close}${open}`)}${close}`;
}

/**
 * What may be written to a terminal: our own colours, line breaks and tabs as they are, every other control character visible. With one, a reason, a stored
 * item or an endpoint's answer would clear the screen, set the title or write the clipboard of everybody who looks at it. The visible form is JSON's own
 * escape, so that a JSON document stays the same document.
 */
export function visibleOutput(text: string): string {
	return mapCodes(text, (code) => `${ESC}[${code}m`);
}

/** The same for text that is measured, wrapped or cut before it is written: our colours keep their marks. */
export function visibleMarked(text: string): string {
	return mapCodes(text, (code) => `${ESC}[${code};${MARK}m`);
}

function mapCodes(text: string, color: (code: string) => string): string {
	// Every second part is the number of a code that was split at.
	return text
		.split(MARKED_CODE)
		.map((part, index) => (index % 2 === 1 ? color(part) : visibleLines(part)))
		.join("");
}

function visibleLines(text: string): string {
	return text
		.split(/([\n\t])/)
		.map((part, index) => (index % 2 === 1 ? part : visibleText(part)))
		.join("");
}
