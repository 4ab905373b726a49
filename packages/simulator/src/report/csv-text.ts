import { stringify } from "csv-stringify/sync";

/**
 * Rows as CSV; fields are quoted where they must be (RFC 4180). What a spreadsheet would run as a formula is made text: a stream's name, a
 * reason or a trace's name may be anybody's words.
 *
 * @param columns of the header line, which is there also where there is no row; the first row's keys where absent
 */
export function csvText<Row extends object>(rows: readonly Row[], columns?: readonly (keyof Row & string)[]): string {
	return stringify([...rows], { ...(columns === undefined ? {} : { columns: [...columns] }), header: true, escape_formulas: true });
}
