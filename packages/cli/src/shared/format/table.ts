import CliTable from "cli-table3";
import type { Terminal } from "../terminal/terminal.ts";
import { visibleMarked } from "../terminal/visible-output.ts";

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

/** Columns without lines: read by people, cut by `awk`. */
export function table({ colors }: Terminal, columns: readonly Column[], rows: readonly (readonly string[])[]): string {
	const drawn = new CliTable({
		head: columns.map(({ title }) => colors.dim(title.toUpperCase())),
		colAligns: columns.map(({ align = "left" }) => align),
		chars: NO_LINES,
		style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
	});
	drawn.push(...rows.map((row) => row.map(visibleMarked)));
	return drawn
		.toString()
		.split("\n")
		.map((line) => line.trimEnd())
		.join("\n");
}
