/** One row of a table in a Markdown document: its cells by their column's heading. */
export type MarkdownRow = Readonly<Record<string, string>>;

/** Every table of a document, in order, as rows. Cells hold no escaped pipes here. */
export function markdownTables(document: string): MarkdownRow[][] {
	const tables: MarkdownRow[][] = [];
	let headings: string[] | undefined;
	for (const line of document.split("\n")) {
		if (!line.startsWith("|")) {
			headings = undefined;
			continue;
		}
		const cells = line
			.split("|")
			.slice(1, -1)
			.map((cell) => cell.trim());
		if (headings === undefined) {
			headings = cells;
			tables.push([]);
			continue;
		}
		if (cells.every((cell) => /^:?-+:?$/.test(cell))) continue;
		if (cells.length !== headings.length) throw new Error(`A row has ${cells.length} cells, its table ${headings.length} columns: ${line}`);
		tables.at(-1)?.push(Object.fromEntries(headings.map((heading, index) => [heading, cells[index] ?? ""])));
	}
	return tables;
}
