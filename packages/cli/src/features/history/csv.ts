import { stringify } from "csv-stringify/sync";

/**
 * CSV with a header line, even without rows. Quotes fields as RFC 4180 demands, and turns spreadsheet formulas into text.
 */
export function csv<Row extends object>(columns: readonly (keyof Row & string)[], rows: readonly Row[]): string {
	return stringify([...rows], { columns: [...columns], header: true, escape_formulas: true }).replace(/\n$/, "");
}
