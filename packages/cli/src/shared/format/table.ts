import { stripVTControlCharacters } from "node:util";
import CliTable from "cli-table3";
import type { Terminal } from "../terminal/terminal.ts";
import { markColors, visibleMarked } from "../terminal/visible-output.ts";
import { wrapCell } from "../terminal/word-wrap.ts";

const NO_LINES = {
	top: "",
	"top-mid": "",
	"top-left": "",
	"top-right": "",
	bottom: "",
	"bottom-mid": "",
	"bottom-left": "",
	"bottom-right": "",
	left: "",
	"left-mid": "",
	mid: "",
	"mid-mid": "",
	right: "",
	"right-mid": "",
	middle: "  ",
};

export interface Column {
	readonly title: string;
	readonly align?: "left" | "right";
}

const BETWEEN_COLUMNS = 2;

/** A column gets no narrower than this. */
const LEAST_COLUMN = 8;

/** A longer word, such as the name of a stream, is broken before the others are. */
const LONGEST_WORD = 24;

/** Columns without lines: read by people, in the width of their terminal; in a pipe a line for each row, cut by `awk`. */
export function table(
	{ colors, columns: width, isTty }: Terminal,
	columns: readonly Column[],
	rows: readonly (readonly string[])[],
): string {
	const drawn = new CliTable({
		head: columns.map(({ title }) => colors.dim(title.toUpperCase())),
		colAligns: columns.map(({ align = "left" }) => align),
		chars: NO_LINES,
		style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
	});
	const shown = rows.map((row) => row.map(visibleMarked));
	const titles = columns.map(({ title }) => title);
	const widths = isTty ? fittingWidths([titles, ...shown], width) : undefined;
	drawn.push(
		...shown.map((row) =>
			row.map((cell, index) => (widths === undefined ? cell : markColors(wrapCell(cell, widths[index] ?? LEAST_COLUMN)))),
		),
	);
	// The words of others are visible: the colours that a library ended and began anew in a cell's lines are ours.
	return markColors(drawn.toString())
		.split("\n")
		.map((line) => line.trimEnd())
		.join("\n");
}

/** The widths that the cells have by themselves. Where these are too wide together, the widest give way: first between words, then inside of them. */
function fittingWidths(rows: readonly (readonly string[])[], width: number): number[] {
	const cells = (rows[0] ?? []).map((_, index) => rows.map((row) => stripVTControlCharacters(row[index] ?? "")));
	const widths = cells.map((column) => longest(column, "\n"));
	const words = cells.map((column) => Math.min(longest(column, /\s/), LONGEST_WORD));
	narrow(widths, words, width);
	narrow(
		widths,
		widths.map(() => LEAST_COLUMN),
		width,
	);
	return widths;
}

/** Takes from the widest column that has more than its least, until all fit or none has. */
function narrow(widths: number[], least: readonly number[], width: number): void {
	const room = width - BETWEEN_COLUMNS * (widths.length - 1);
	while (widths.reduce((sum, each) => sum + each, 0) > room) {
		const most = Math.max(...widths.map((each, index) => (each > (least[index] ?? 0) ? each : 0)));
		if (most === 0) return;
		const widest = widths.findIndex((each, index) => each === most && each > (least[index] ?? 0));
		widths[widest] = most - 1;
	}
}

function longest(texts: readonly string[], between: RegExp | string): number {
	return Math.max(...texts.flatMap((text) => text.split(between)).map((part) => part.length));
}
