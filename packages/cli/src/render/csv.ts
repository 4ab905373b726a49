import { stringify } from "csv-stringify/sync";

/** With a header line; fields are quoted where they must be (RFC 4180). What a spreadsheet would run as a formula is made text. */
export function csv(rows: readonly object[]): string {
	return stringify([...rows], { header: rows.length > 0, escape_formulas: true }).replace(/\n$/, "");
}
