import { type BucketSeries, BucketSeriesBuilder } from "./bucket-series.ts";
import { csvFields, textLines } from "./text-lines.ts";
import { parseTime, shortened, type TimeNotation } from "./time-text.ts";
import type { GapPolicy, Trace } from "./trace.ts";
import { FaultList } from "./trace-error.ts";

/** What a value counts. The number alone does not show it, so the caller says it. */
export interface ValueMeaning {
	readonly measure: "records" | "bytes";
	/** A bucket's sum, or a rate. */
	readonly per: "bucket" | "second";
}

export interface CsvTraceOptions {
	readonly name: string;
	readonly meaning: ValueMeaning;
	/** Data and partition key of the mean record, at least 1. */
	readonly bytesPerRecord: number;
	/** A column's name in the header, or its number from 1. Absent: the first. */
	readonly timeColumn?: string | number;
	/** Absent: the second of two; of more than two columns one must be named. */
	readonly valueColumn?: string | number;
	/** One character; absent: a comma. */
	readonly delimiter?: string;
	/** Absent: the distance of the first two rows. */
	readonly bucketSeconds?: number;
	/** Absent: refuse. A row with an empty value is a gap, too. */
	readonly gaps?: GapPolicy;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * Reads a trace of times and values, with or without a header, as it arrives. Memory is eight bytes a bucket. It guesses nothing: an
 * unclear line is a fault.
 *
 * @throws TraceError with every fault, up to twenty
 */
export async function readCsvTrace(
	chunks: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>,
	options: CsvTraceOptions,
): Promise<Trace> {
	if (!(options.bytesPerRecord >= 1) || !Number.isFinite(options.bytesPerRecord)) {
		throw new RangeError(`bytesPerRecord must be a number of at least 1, is ${options.bytesPerRecord}.`);
	}
	const faults = new FaultList(options.name);
	const rows = new CsvRows(options, faults);
	let lineNumber = 0;
	try {
		for await (const batch of textLines(chunks)) for (const line of batch) rows.read(line, ++lineNumber);
	} catch (error) {
		if (!(error instanceof RangeError || (error instanceof TypeError && "code" in error))) throw error;
		faults.add(`line ${lineNumber + 1} or after`, `is not text in UTF-8 with lines: ${error.message}`);
	}
	const series = rows.finish();
	faults.throwIfAny();
	if (series === undefined) throw new Error("A series that cannot be built has a fault.");
	return toTrace(series, options);
}

function toTrace(series: BucketSeries, options: CsvTraceOptions): Trace {
	const { startMs, bucketSeconds, values } = series;
	const divisor =
		(options.meaning.per === "bucket" ? bucketSeconds : 1) * (options.meaning.measure === "bytes" ? options.bytesPerRecord : 1);
	// In place: no other code has them, and a copy of ten million is 80 MB.
	values.forEach((value, bucket) => {
		values[bucket] = value / divisor;
	});
	return {
		name: options.name,
		startMs,
		bucketSeconds,
		recordsPerSecond: values,
		bytesPerRecord: options.bytesPerRecord,
	};
}

interface Columns {
	readonly count: number;
	readonly time: number;
	readonly value: number;
}

/** Reads row by row: finds the columns and the notation of times, and collects the faults. */
class CsvRows {
	readonly #options: CsvTraceOptions;
	readonly #faults: FaultList;
	readonly #series: BucketSeriesBuilder;
	readonly #delimiter: string;
	readonly #gaps: GapPolicy;
	#columns: Columns | undefined;
	#notation: TimeNotation | undefined;
	/** The newest row had no value. A later value must end the gap. */
	#emptyRow: string | undefined;
	/** The columns are unclear: no row can be read. */
	#isHopeless = false;

	constructor(options: CsvTraceOptions, faults: FaultList) {
		this.#options = options;
		this.#faults = faults;
		this.#delimiter = options.delimiter ?? ",";
		if (this.#delimiter.length !== 1) throw new RangeError(`delimiter must be one character, is "${this.#delimiter}".`);
		this.#gaps = options.gaps ?? "refuse";
		this.#series = new BucketSeriesBuilder(
			{ bucketSeconds: options.bucketSeconds, gaps: this.#gaps, isZoneless: () => this.#notation === "utc" },
			faults,
		);
	}

	read(line: string, lineNumber: number): void {
		if (this.#isHopeless || line.trim() === "") return;
		const where = `line ${lineNumber}`;
		const fields = csvFields(line, this.#delimiter)?.map((field) => field.trim());
		if (fields === undefined) {
			this.#faults.add(where, "has a quote that does not close, or text beside a quoted field");
			return;
		}
		if (this.#columns !== undefined) {
			this.#readRow(fields, this.#columns, where);
			return;
		}
		const columns = this.#chooseColumns(fields, where);
		this.#columns = columns;
		if (columns === undefined) this.#isHopeless = true;
		else if (!isHeader(fields, columns)) this.#readRow(fields, columns, where);
	}

	finish(): BucketSeries | undefined {
		if (this.#emptyRow !== undefined) this.#faults.add(this.#emptyRow, "has no value, and no row after it has: leave such rows out");
		return this.#isHopeless ? undefined : this.#series.finish();
	}

	#readRow(fields: readonly string[], columns: Columns, where: string): void {
		const timeText = fields[columns.time];
		const valueText = fields[columns.value];
		if (fields.length !== columns.count || timeText === undefined || valueText === undefined) {
			this.#faults.add(where, `has ${count(fields.length, "column")}, the first row has ${columns.count}`);
			return;
		}
		const time = parseTime(timeText);
		if ("reason" in time) {
			this.#faults.add(where, time.reason);
			return;
		}
		this.#notation ??= time.notation;
		if (time.notation !== this.#notation) {
			this.#faults.add(where, `"${timeText}" is written as ${WORDS[time.notation]}, the rows before as ${WORDS[this.#notation]}`);
			return;
		}
		const value = this.#readValue(valueText, where);
		this.#emptyRow = valueText === "" ? where : undefined;
		if (value !== undefined) this.#series.add(time.atMs, value, where);
		else if (valueText !== "" || this.#gaps === "refuse") this.#series.passFaulty(time.atMs, where);
	}

	#readValue(text: string, where: string): number | undefined {
		if (text === "") {
			if (this.#series.isEmpty) this.#faults.add(where, "has no value, and no row before it has: leave such rows out");
			else if (this.#gaps === "refuse") this.#faults.add(where, "has no value; say how to fill gaps (zero, hold or linear)");
			return undefined;
		}
		const value = NUMBER.test(text) ? Number(text) : Number.NaN;
		if (!Number.isFinite(value)) this.#faults.add(where, `"${shortened(text)}" is not a number`);
		else if (value < 0) this.#faults.add(where, `${text} is negative`);
		else return value;
		return undefined;
	}

	#chooseColumns(fields: readonly string[], where: string): Columns | undefined {
		const { timeColumn = 1, valueColumn } = this.#options;
		if (fields.length < 2) {
			const other = [";", "\t", ",", "|"].find((character) => character !== this.#delimiter && fields[0]?.includes(character));
			const hint = other === undefined ? "" : `; is the delimiter ${other === "\t" ? "a tab" : `"${other}"`}?`;
			this.#faults.add(where, `has one column where a time and a value should be${hint}`);
			return undefined;
		}
		if (valueColumn === undefined && fields.length > 2) {
			this.#faults.add(where, `has ${fields.length} columns: name the one with the value`);
			return undefined;
		}
		const time = columnIndex(timeColumn, fields);
		const value = columnIndex(valueColumn ?? 2, fields);
		if (time === undefined || value === undefined || time === value) {
			const [what, wanted] = time === undefined ? ["time", timeColumn] : ["value", valueColumn ?? 2];
			const reason = time !== undefined && time === value ? "time and value are the same column" : `there is no ${what} column "${wanted}"`;
			this.#faults.add(where, `${reason}; the columns are ${fields.map((field) => `"${shortened(field)}"`).join(", ")}`);
			return undefined;
		}
		return { count: fields.length, time, value };
	}
}

/** Neither a time nor a number; a first row with a bad time and a good number is a bad row, not a header. */
function isHeader(fields: readonly string[], { time, value }: Columns): boolean {
	return !/^[\d+-]/.test(fields[time] ?? "") && !NUMBER.test(fields[value] ?? "");
}

const WORDS: Record<TimeNotation, string> = {
	zoned: "a time with its zone",
	utc: "a time without a zone",
	"epoch-seconds": "epoch seconds",
	"epoch-milliseconds": "epoch milliseconds",
};

function columnIndex(column: string | number, fields: readonly string[]): number | undefined {
	const index = typeof column === "number" ? column - 1 : fields.indexOf(column);
	return fields[index] === undefined ? undefined : index;
}

function count(number: number, noun: string): string {
	return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
