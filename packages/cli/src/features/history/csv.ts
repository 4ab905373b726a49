import { stringify } from "csv-stringify/sync";

/**
 * With a header line, also if there is no row; fields are quoted where they must be (RFC 4180). What a spreadsheet would run as a formula
 * is made text.
 */
export function csv<Row extends object>(columns: readonly (keyof Row & string)[], rows: readonly Row[]): string {
	return stringify([...rows], { columns: [...columns], header: true, escape_formulas: true }).replace(/\n$/, "");
}
