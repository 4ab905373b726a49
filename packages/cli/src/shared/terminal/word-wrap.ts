import { stripVTControlCharacters } from "node:util";
import wrapAnsi from "wrap-ansi";

/** A line that is a command, or a frame or chart: a break in it would spoil it. A terminal breaks it by itself, and copies it whole. */
const LEFT_ALONE = /^\s*(?:undo: )?(?:aws|curl|echo|headroom|jq|npm|npx) |[│┌┤└┼]/u;

/** A command inside of a sentence, up to its end: it stays in one piece, so that it can be pasted. */
const COMMAND = /(?:npm run headroom -- |(?<![\w/.@-])headroom )(?:(?![`]|\. |, |; |\)).)*/gu;

/** Stands for a space that no line may break at. U+E000 is for private use: no text of ours has it. */
const UNBROKEN_SPACE = "\u{e000}";

const ESC = "\u{1b}";
/** Also before the end of a colour. */
const SPACE_AT_END = new RegExp(`\\s+((?:${ESC}\\[[\\d;]*m)*)$`, "u");

/** `✗ `, `+ `: what follows on further lines stands under the words. */
const MARKER = /^(\s*)[✗!?+~-] /u;
/** `  measure    `: a label and its column. */
const LABEL = /^\s+\S{1,12} {2,}/u;

/** Words are not squeezed into less. */
const LEAST_WIDTH = 20;

/**
 * Text for people, broken at words to the width of a terminal; a line that goes on is indented as it began. JSON, commands, tables and charts stay as
 * they are.
 */
export function wrapAtWords(text: string, columns: number): string {
	if (text.startsWith("{") || columns < LEAST_WIDTH) return text;
	return text
		.split("\n")
		.map((line) => wrapLine(line, columns))
		.join("\n");
}

/** Breaks a cell's text; a word that is longer than the column is broken, too. */
export function wrapCell(text: string, width: number): string {
	return wrapAnsi(text, width, { hard: true });
}

function wrapLine(line: string, columns: number): string {
	if (stripVTControlCharacters(line).length <= columns || LEFT_ALONE.test(line)) return line;
	const indent = indentOf(line, columns);
	const unbroken = line.replaceAll(COMMAND, (command) => command.replaceAll(" ", UNBROKEN_SPACE));
	const [first = "", ...rest] = wrapAnsi(unbroken, columns, { trim: false }).split("\n");
	// What follows is broken anew: it has less room, by its indent.
	const following = rest.join(" ").trimStart();
	const lines = following === "" ? [] : wrapAnsi(following.replaceAll(/ {2,}/g, " "), columns - indent.length).split("\n");
	return [first.replace(SPACE_AT_END, "$1"), ...lines.map((each) => `${indent}${each}`)].join("\n").replaceAll(UNBROKEN_SPACE, " ");
}

function indentOf(line: string, columns: number): string {
	const begun = LABEL.exec(line)?.[0] ?? MARKER.exec(line)?.[0] ?? /^\s*/u.exec(line)?.[0] ?? "";
	return " ".repeat(begun.length > columns / 3 ? 2 : begun.length);
}
