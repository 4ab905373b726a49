import Table from "cli-table3";

/** Without colours and without lines between the rows. */
export function plainTable(head: readonly string[] = []): Table.Table {
	return new Table({ head: [...head], style: { head: [], border: [], compact: true } });
}

/** The same figures of several runs side by side, a column each. @param titles of the columns; without them the table has no head */
export function renderColumns(columns: readonly Readonly<Record<string, string>>[], titles: readonly string[] = []): string {
	const table = plainTable(titles.length > 0 ? ["", ...titles] : []);
	for (const label of Object.keys(columns[0] ?? {})) table.push([label, ...columns.map((figures) => figures[label] ?? "")]);
	return table.toString();
}
