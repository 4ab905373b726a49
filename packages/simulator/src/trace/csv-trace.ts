import { type BucketSeries, BucketSeriesBuilder, GrowingValues } from "./bucket-series.ts";
import { type CsvColumnOptions, type CsvColumns, chooseColumns } from "./csv-columns.ts";
import { readCsvRows } from "./csv-rows.ts";
import { addSum, type MetricSeries } from "./metric-series.ts";
import { gapsSay, recordSizeSays } from "./metric-sums.ts";
import { parseTime, shortened, type TimeNotation } from "./time-text.ts";
import type { GapPolicy, TraceReading } from "./trace.ts";
import type { FaultList } from "./trace-error.ts";

export interface CsvTraceOptions extends CsvColumnOptions {
	readonly name: string;
	/** Data and partition key of the mean record, at least 1. */
	readonly bytesPerRecord?: number;
	/** One character; absent: the one that the file has. */
	readonly delimiter?: string;
	/** How long a row lasts; absent: the distance of rows. */
	readonly periodSeconds?: number;
	/** Absent: refuse. A row with an empty value is a gap, too. */
	readonly gaps?: GapPolicy;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** The rows above the data in the CloudWatch console's CSV. */
const CONSOLE_ROWS = new Set(["Id", "StatusCode", "Messages", "Full label", "Label"]);
/** In place of the value of a row that has none, or a faulty one. */
const EMPTY = Number.NaN;
const FAULTY = -1;

/** What a CSV file has: a trace, or series of metrics by column. */
export type CsvContent =
	| { readonly kind: "trace"; readonly reading: TraceReading }
	| { readonly kind: "metrics"; readonly series: readonly MetricSeries[]; readonly assumptions: readonly string[] };

/**
 * Reads CSV as it arrives, with or without a header, and the CloudWatch console's. A row takes 24 bytes of memory. It guesses nothing: an
 * unclear line is a fault.
 *
 * @throws TraceError when there are twenty faults
 */
export async function readCsv(text: AsyncIterable<string>, options: CsvTraceOptions, faults: FaultList): Promise<CsvContent> {
	const rows = new CsvRows(options, faults);
	const fault = await readCsvRows(text, options.delimiter, (fields, lineNumber) => rows.read(fields, lineNumber));
	if (fault !== undefined) faults.add(fault.where, fault.reason);
	return rows.finish(fault === undefined);
}

/** Reads row by row: finds the columns and the notation of times, and collects the faults. */
class CsvRows {
	readonly #options: CsvTraceOptions;
	readonly #faults: FaultList;
	readonly #console = new Map<string, readonly string[]>();
	readonly #atMs = new GrowingValues();
	readonly #values = new GrowingValues();
	readonly #lines = new GrowingValues();
	#columnCount = 0;
	#columns: CsvColumns | undefined;
	#notation: TimeNotation | undefined;
	/** The columns are unclear: no row can be read. */
	#isHopeless = false;

	constructor(options: CsvTraceOptions, faults: FaultList) {
		this.#options = options;
		this.#faults = faults;
	}

	read(fields: readonly string[], lineNumber: number): void {
		if (this.#isHopeless) return;
		const where = `line ${lineNumber}`;
		if (this.#columns === undefined) {
			const [first = ""] = fields;
			if (CONSOLE_ROWS.has(first) && !this.#console.has(first) && (first === "Id" || this.#console.size > 0)) {
				this.#console.set(first, fields);
				return;
			}
			const isData = this.#console.size > 0 || !isHeader(fields);
			this.#choose(fields, isData, where);
			if (!isData) return;
		}
		if (fields.length !== this.#columnCount) {
			this.#faults.add(where, `has ${count(fields.length, "column")}, the first row has ${this.#columnCount}`);
			return;
		}
		const time = this.#columns === undefined ? undefined : this.#readTime(fields[this.#columns.time] ?? "", where);
		if (time === undefined || this.#columns === undefined) return;
		if (this.#columns.kind === "values") this.#readValue(time, fields[this.#columns.value] ?? "", lineNumber);
		else this.#readMetrics(time, fields, this.#columns.columns, where);
	}

	/** @param isWhole whether all was read: what is missing in a part is no fault */
	finish(isWhole: boolean): CsvContent {
		const columns = this.#columns;
		if (columns?.kind === "metrics") {
			return { kind: "metrics", series: columns.columns.map(({ series }) => series), assumptions: this.#zoneSays() };
		}
		if (columns === undefined && !this.#isHopeless && isWhole) this.#faults.add("the whole", "there is no data");
		if (columns !== undefined && this.#options.bytesPerRecord === undefined) {
			this.#faults.add("the records", "have no size in the file, which changes the result: say --bytes-per-record <count>");
		}
		this.#faults.throwIfAny();
		if (columns === undefined) throw new Error("Columns that cannot be chosen have a fault.");
		return { kind: "trace", reading: this.#reading(columns) };
	}

	#choose(fields: readonly string[], isData: boolean, where: string): void {
		const labels = this.#console.get("Full label") ?? this.#console.get("Label") ?? [];
		const names = this.#console.get("Id") ?? fields;
		const columns = chooseColumns(names, labels, !isData || this.#console.size > 0, this.#options);
		this.#columnCount = names.length;
		if ("reason" in columns) {
			this.#isHopeless = true;
			this.#faults.add(where, columns.reason);
		} else this.#columns = columns;
	}

	#readTime(text: string, where: string): number | undefined {
		const time = parseTime(text);
		if ("reason" in time) {
			this.#faults.add(where, time.reason);
			return undefined;
		}
		this.#notation ??= time.notation;
		if (time.notation === this.#notation) return time.atMs;
		this.#faults.add(where, `"${text}" is written as ${WORDS[time.notation]}, the rows before as ${WORDS[this.#notation]}`);
		return undefined;
	}

	#readValue(atMs: number, text: string, lineNumber: number): void {
		this.#atMs.push(atMs);
		this.#lines.push(lineNumber);
		this.#values.push(text === "" ? EMPTY : (this.#number(text, `line ${lineNumber}`) ?? FAULTY));
	}

	#readMetrics(
		atMs: number,
		fields: readonly string[],
		columns: readonly { readonly index: number; readonly series: MetricSeries }[],
		where: string,
	): void {
		for (const { index, series } of columns) {
			const text = fields[index] ?? "";
			// A column that is passed over may have anything.
			const isRead = series.label.metric !== undefined || Object.hasOwn(this.#options.metricsById ?? {}, series.id);
			if (text === "" || !isRead) continue;
			const value = this.#number(text, where);
			if (value !== undefined) addSum(series, atMs, value, { time: where, value: where }, this.#faults);
		}
	}

	#number(text: string, where: string): number | undefined {
		const value = NUMBER.test(text) ? Number(text) : Number.NaN;
		if (!Number.isFinite(value)) this.#faults.add(where, `"${shortened(text)}" is not a number`);
		else if (value < 0) this.#faults.add(where, `${text} is negative`);
		else return value;
		return undefined;
	}

	#reading(columns: CsvColumns & { readonly kind: "values" }): TraceReading {
		const { name, bytesPerRecord = 1, periodSeconds, gaps = "refuse" } = this.#options;
		const order = inOrderOfTime(this.#atMs);
		const series = this.#series(order, periodSeconds ?? usualDistanceSeconds(this.#atMs, order));
		this.#faults.throwIfAny();
		if (series === undefined) throw new Error("A series that cannot be built has a fault.");
		const { startMs, bucketSeconds, values, filledCount } = series;
		const { measure, per } = columns.meaning;
		const divisor = (per === "bucket" ? bucketSeconds : 1) * (measure === "bytes" ? bytesPerRecord : 1);
		// In place: no other code has them, and a copy of ten million is 80 MB.
		values.forEach((value, bucket) => {
			values[bucket] = value / divisor;
		});
		return {
			trace: { name, startMs, bucketSeconds, recordsPerSecond: values, bytesPerRecord },
			assumptions: [
				`Period: ${bucketSeconds} s, ${periodSeconds === undefined ? "the usual distance of two rows" : "as given"}.`,
				recordSizeSays(bytesPerRecord),
				columns.says,
				...gapsSay(filledCount, values.length, gaps),
				...(order === undefined ? [] : ["Order: the rows were not in order of time, and are sorted."]),
				...this.#zoneSays(),
			],
		};
	}

	#zoneSays(): readonly string[] {
		return this.#notation === "utc" ? ["Times: without a zone, read as UTC."] : [];
	}

	#series(order: Uint32Array | undefined, bucketSeconds: number | undefined): BucketSeries | undefined {
		const { gaps = "refuse", periodSeconds } = this.#options;
		const isZoneless = () => this.#notation === "utc";
		const builder = new BucketSeriesBuilder({ bucketSeconds, isBucketGiven: periodSeconds !== undefined, gaps, isZoneless }, this.#faults);
		let emptyRow: string | undefined;
		for (let position = 0; position < this.#atMs.length; position++) {
			const row = order?.[position] ?? position;
			const [atMs, value, where] = [this.#atMs.at(row), this.#values.at(row), `line ${this.#lines.at(row)}`];
			const isEmpty = Number.isNaN(value);
			emptyRow = isEmpty ? where : undefined;
			if (isEmpty && builder.isEmpty) this.#faults.add(where, "has no value, and no row before it has: leave such rows out");
			else if (isEmpty && gaps === "refuse") this.#faults.add(where, "has no value; say --gaps zero, hold or linear to fill gaps");
			if (value >= 0) builder.add(atMs, value, where);
			else if (!isEmpty || gaps === "refuse") builder.passFaulty(atMs, where);
		}
		if (emptyRow !== undefined) this.#faults.add(emptyRow, "has no value, and no row after it has: leave such rows out");
		return builder.finish();
	}
}

/** Neither a time nor a number; a first row with a bad time and a good number is a bad row, not a header. */
function isHeader(fields: readonly string[]): boolean {
	return fields.every((field) => "reason" in parseTime(field) && !NUMBER.test(field));
}

/** @returns the rows' indices by time; undefined if they rise already */
function inOrderOfTime(atMs: GrowingValues): Uint32Array | undefined {
	let isRising = true;
	for (let row = 1; row < atMs.length && isRising; row++) isRising = atMs.at(row) >= atMs.at(row - 1);
	if (isRising) return undefined;
	return Uint32Array.from({ length: atMs.length }, (_, row) => row).sort((a, b) => atMs.at(a) - atMs.at(b) || a - b);
}

/** The smallest distance of two rows if all others are its multiples; else the one that most rows have. */
function usualDistanceSeconds(atMs: GrowingValues, order: Uint32Array | undefined): number | undefined {
	const counts = new Map<number, number>();
	const at = (position: number) => atMs.at(order?.[position] ?? position);
	for (let position = 1; position < atMs.length; position++) {
		const distanceMs = at(position) - at(position - 1);
		if (distanceMs > 0) counts.set(distanceMs, (counts.get(distanceMs) ?? 0) + 1);
	}
	const distances = [...counts.keys()];
	if (distances.length === 0) return undefined;
	const smallest = distances.reduce((a, b) => Math.min(a, b));
	const usual = distances.every((distanceMs) => distanceMs % smallest === 0)
		? smallest
		: distances.reduce((a, b) => ((counts.get(b) ?? 0) > (counts.get(a) ?? 0) ? b : a));
	return usual % 1000 === 0 ? usual / 1000 : undefined;
}

const WORDS: Record<TimeNotation, string> = {
	zoned: "a time with its zone",
	utc: "a time without a zone",
	"epoch-seconds": "epoch seconds",
	"epoch-milliseconds": "epoch milliseconds",
};

function count(number: number, noun: string): string {
	return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
