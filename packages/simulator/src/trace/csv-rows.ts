import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CsvError, parse } from "csv-parse";
import { parse as parseAtOnce } from "csv-parse/sync";

/** Longer than this is no line of a trace but a file without lines. */
const LONGEST_LINE = 65_536;
const DELIMITERS = [",", ";", "\t", "|"];
const SAMPLE_LINES = 10;
/** Excel and Grafana write the delimiter there. */
const DELIMITER_LINE = /^sep=(.)\r?\n/;
const PARSER_OPTIONS = {
	max_record_size: LONGEST_LINE,
	relax_column_count: true,
	skip_records_with_empty_values: true,
	trim: true,
} as const;

export type OnCsvRow = (fields: readonly string[], lineNumber: number) => void;

/** A line that is not CSV. */
export interface CsvRowsFault {
	readonly where: string;
	readonly reason: string;
}

/**
 * Gives the rows of CSV (RFC 4180) one by one, without empty ones.
 *
 * @param given the delimiter; absent: the one that the `sep=` line names, or else the one that gives the first lines equally many columns
 * @returns why reading stopped before the end
 */
export async function readCsvRows(
	text: AsyncIterable<string>,
	given: string | undefined,
	onRow: OnCsvRow,
): Promise<CsvRowsFault | undefined> {
	let lineNumber = 0;
	try {
		const { sample, rest } = await sampled(text);
		const named = DELIMITER_LINE.exec(sample);
		const linesBefore = named === null ? 0 : 1;
		const body = named === null ? sample : sample.slice(named[0].length);
		const parser = parse({
			...PARSER_OPTIONS,
			delimiter: given ?? named?.[1] ?? delimiterOf(body),
			on_record: (fields: readonly string[], { lines }) => {
				lineNumber = lines + linesBefore;
				onRow(fields, lineNumber);
				return null;
			},
		});
		parser.resume();
		await pipeline(Readable.from(joined(body, rest)), parser);
		return undefined;
	} catch (error) {
		return faultOf(error, lineNumber);
	}
}

function faultOf(error: unknown, lineNumber: number): CsvRowsFault {
	const next = lineNumber + 1;
	if (error instanceof CsvError) {
		if (error.code === "CSV_MAX_RECORD_SIZE") {
			return { where: `line ${next} or after`, reason: `has more than ${LONGEST_LINE} characters: a trace has short lines` };
		}
		return { where: `line ${next} or after`, reason: "has a quote that does not close, or text beside a quoted field" };
	}
	if (error instanceof TypeError && "code" in error && error.code === "ERR_ENCODING_INVALID_ENCODED_DATA") {
		return { where: `line ${next} or after`, reason: "is not text in UTF-8" };
	}
	throw error;
}

/** The first lines, for which the delimiter is tried. */
async function sampled(text: AsyncIterable<string>): Promise<{ readonly sample: string; readonly rest: AsyncIterable<string> }> {
	const chunks = text[Symbol.asyncIterator]();
	let sample = "";
	while (sample.length <= LONGEST_LINE && sample.split("\n").length <= SAMPLE_LINES + 1) {
		const next = await chunks.next();
		if (next.done === true) break;
		sample += next.value;
	}
	return { sample, rest: { [Symbol.asyncIterator]: () => chunks } };
}

async function* joined(head: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
	if (head !== "") yield head;
	yield* rest;
}

function delimiterOf(sample: string): string {
	const lines = sample.split("\n");
	const whole = lines.length > 1 ? lines.slice(0, -1).slice(0, SAMPLE_LINES) : lines;
	const counts = DELIMITERS.map((delimiter) => ({ delimiter, columns: columnsOf(whole.join("\n"), delimiter) }));
	return counts.reduce((best, next) => (next.columns > best.columns ? next : best)).delimiter;
}

/** How many columns each row has; 1 if not all have equally many. */
function columnsOf(sample: string, delimiter: string): number {
	try {
		const rows: string[][] = parseAtOnce(sample, { ...PARSER_OPTIONS, delimiter });
		const [first = []] = rows;
		return rows.every(({ length }) => length === first.length) ? first.length : 1;
	} catch {
		// The true reading says where the quote is.
		return 1;
	}
}
