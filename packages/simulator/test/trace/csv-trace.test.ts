import { createReadStream } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTrace, TraceError, type TraceOptions } from "../../src/trace/index.ts";

const OPTIONS: TraceOptions = { name: "votes.csv", meaning: { measure: "records", per: "bucket" }, bytesPerRecord: 200 };
const read = (text: string | readonly string[], options: Partial<TraceOptions> = {}) =>
	readTrace(typeof text === "string" ? [text] : text, { ...OPTIONS, ...options }).then(({ trace }) => trace);
const rates = async (text: string, options: Partial<TraceOptions> = {}) => [...(await read(text, options)).recordsPerSecond];

async function faultsOf(text: string | readonly string[], options: Partial<TraceOptions> = {}) {
	const error = await read(text, options).then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	expect(error).toBeInstanceOf(TraceError);
	return (error as TraceError).faults.map(({ where, reason }) => `${where}: ${reason}`);
}

const NOON = Date.UTC(2026, 10, 23, 12);

describe("how a time may be written", () => {
	it.each([
		{ title: "a space and no zone is UTC", rows: ["2026-11-23 12:00:00", "2026-11-23 12:01:00"] },
		{ title: "a T and no zone is UTC", rows: ["2026-11-23T12:00", "2026-11-23T12:01"] },
		{ title: "Z", rows: ["2026-11-23T12:00:00Z", "2026-11-23T12:01:00.000Z"] },
		{ title: "an offset, also one that changes", rows: ["2026-11-23T14:00:00+02:00", "2026-11-23T13:01:00+0100"] },
		{ title: "epoch seconds", rows: [`${NOON / 1000}`, `${NOON / 1000 + 60}`] },
		{ title: "epoch milliseconds", rows: [`${NOON}`, `${NOON + 60_000}`] },
	])("$title", async ({ rows }) => {
		const trace = await read(`${rows[0]},60\n${rows[1]},120\n`);
		expect(trace).toMatchObject({ startMs: NOON, bucketSeconds: 60, bytesPerRecord: 200, name: "votes.csv" });
		expect([...trace.recordsPerSecond]).toEqual([1, 2]);
	});

	it.each([
		{ time: "2026-02-29 12:00:00", reason: /not on the calendar/ },
		{ time: "2026-13-01 12:00:00", reason: /not on the calendar/ },
		{ time: "2026-11-23 24:00:00", reason: /not on the calendar/ },
		{ time: "2026-11-23T12:00:00+23:00", reason: /offset beyond 18 hours/ },
		{ time: "23/11/2026 12:00", reason: /is not a time/ },
		{ time: "12345", reason: /neither epoch seconds .* nor epoch milliseconds/ },
		{ time: "", reason: /"" is not a time/ },
	])('"$time" is refused with its line', async ({ time, reason }) => {
		const [fault] = await faultsOf(`2026-11-23 12:00:00,1\n${time},1\n`);
		expect(fault).toMatch(/^line 2: /);
		expect(fault).toMatch(reason);
	});
});

describe("what a file may look like", () => {
	it.each([
		{ title: "a header", text: "timestamp,value\n2026-11-23 12:00:00,60\n2026-11-23 12:01:00,120\n" },
		{ title: "no header", text: "2026-11-23 12:00:00,60\n2026-11-23 12:01:00,120\n" },
		{ title: "no newline at the end", text: "2026-11-23 12:00:00,60\n2026-11-23 12:01:00,120" },
		{ title: "CRLF", text: "timestamp,value\r\n2026-11-23 12:00:00,60\r\n2026-11-23 12:01:00,120\r\n" },
		{ title: "a byte order mark", text: "\uFEFF2026-11-23 12:00:00,60\n2026-11-23 12:01:00,120\n" },
		{ title: "empty lines", text: "\n2026-11-23 12:00:00,60\n\n2026-11-23 12:01:00,120\n\n\n" },
		{ title: "quotes", text: '"timestamp","a ""value"""\n"2026-11-23 12:00:00","60"\n"2026-11-23 12:01:00",120\n' },
		{ title: "spaces around fields, exponents", text: "2026-11-23 12:00:00 , 6e1\n2026-11-23 12:01:00 , 1.2E+2\n" },
		{ title: "semicolons, given", text: "2026-11-23 12:00:00;60\n2026-11-23 12:01:00;120\n", options: { delimiter: ";" } },
		{
			title: "more columns, if named",
			text: "host,n,at\na,60,2026-11-23 12:00:00\nb,120,2026-11-23 12:01:00\n",
			options: { timeColumn: "at", valueColumn: "n" },
		},
		{
			title: "more columns, if numbered",
			text: "60,x,2026-11-23 12:00:00\n120,y,2026-11-23 12:01:00\n",
			options: { timeColumn: "3", valueColumn: "1" },
		},
	])("$title", async ({ text, options }) => {
		expect(await rates(text, options)).toEqual([1, 2]);
	});

	it.each([
		{ title: "nothing", text: "", faults: ["the whole: there is no data"] },
		{ title: "a header only", text: "timestamp,value\n", faults: ["the whole: there is no data"] },
		{
			title: "one line",
			text: "2026-11-23 12:00:00,60\n",
			faults: ["line 1: is the only value, which does not show how long it lasts: say --period <seconds>"],
		},
		{
			title: "one column",
			text: "2026-11-23 12:00:00#60\n",
			faults: [
				"line 1: has one column where a time and a value should be; if the delimiter is none of , ; | and tab, say --delimiter <character>",
			],
		},
		{
			title: "an unnamed column of three",
			text: "at,n,host\n",
			faults: ['line 1: has 3 columns: say --column <name> for the one with the value; the columns are "at", "n", "host"'],
		},
		{
			title: "a column that is not there",
			text: "at,n\n",
			options: { valueColumn: "votes" },
			faults: ['line 1: there is no value column "votes": say --column <name> for the one with the value; the columns are "at", "n"'],
		},
		{
			title: "one column for both",
			text: "at,n\n",
			options: { valueColumn: "1" },
			faults: ['line 1: time and value are the same column: say --time-column <name> or --column <name>; the columns are "at", "n"'],
		},
		{
			title: "a row with another number of columns",
			text: "2026-11-23 12:00:00,1\n2026-11-23 12:01:00,1,5\n2026-11-23 12:02:00\n",
			options: { periodSeconds: 60 },
			faults: ["line 2: has 3 columns, the first row has 2", "line 3: has 1 column, the first row has 2"],
		},
		{
			title: "an open quote",
			text: '2026-11-23 12:00:00,"1\n',
			faults: ["line 1 or after: has a quote that does not close, or text beside a quoted field"],
		},
	])("$title is refused", async ({ text, options, faults }) => {
		expect(await faultsOf(text, options)).toEqual(faults);
	});

	it("one line is a trace if its bucket's length is given", async () => {
		expect(await rates("2026-11-23 12:00:00,60\n", { periodSeconds: 60 })).toEqual([1]);
	});

	it("bytes that are not UTF-8 are refused", async () => {
		const text = new Uint8Array([...new TextEncoder().encode("2026-11-23 12:00:00,1\n"), 0xff, 0xfe, 0x0a]);
		await expect(readTrace([text], OPTIONS)).rejects.toThrow(/line 1 or after: is not text in UTF-8/);
	});

	it("a file without line ends is refused before it fills the memory", async () => {
		const endless = (function* () {
			for (;;) yield "x".repeat(10_000);
		})();
		await expect(readTrace(endless, OPTIONS)).rejects.toThrow(/line 1 or after: has more than 65536 characters/);
	});
});

describe("what a value may be", () => {
	it.each(["NaN", "nan", "null", "-", "abc", "1,5", "0x10", "Infinity", "1e999", "12 345"])('"%s" is not a number', async (value) => {
		const [fault] = await faultsOf(`2026-11-23 12:00:00,1\n2026-11-23 12:01:00,"${value}"\n2026-11-23 12:02:00,1\n`);
		expect(fault).toBe(`line 2: "${value}" is not a number`);
	});

	it("a negative value is refused, and the row after it is not told to have a gap", async () => {
		expect(await faultsOf("2026-11-23 12:00:00,1\n2026-11-23 12:01:00,-1\n2026-11-23 12:02:00,1\n")).toEqual(["line 2: -1 is negative"]);
	});

	it.each([
		{ meaning: { measure: "records", per: "bucket" }, rate: 10 },
		{ meaning: { measure: "records", per: "second" }, rate: 600 },
		{ meaning: { measure: "bytes", per: "bucket" }, rate: 0.05 },
		{ meaning: { measure: "bytes", per: "second" }, rate: 3 },
	] as const)("600 $meaning.measure per $meaning.per of a minute are $rate records/s of 200 bytes", async ({ meaning, rate }) => {
		expect(await rates("2026-11-23 12:00:00,600\n", { meaning, periodSeconds: 60 })).toEqual([rate]);
	});

	it.each([0, 0.5, -1, Number.NaN, Number.POSITIVE_INFINITY])("a record of %s bytes is refused", async (bytesPerRecord) => {
		await expect(read("2026-11-23 12:00:00,1\n", { bytesPerRecord })).rejects.toThrow(RangeError);
	});
});

describe("the order of times", () => {
	it.each([
		{
			title: "twice the same",
			times: ["12:00", "12:01", "12:01", "12:02"],
			faults: ["line 3: has the same time as line 2 (a change to or from summer time? times without a zone are UTC)"],
		},
		{
			title: "mixed spacing",
			times: ["12:00", "12:05", "12:06:30", "12:08", "12:13"],
			faults: [
				"line 3: is 90 s after line 2; buckets are 300 s long, as most are: if that is not right, say --period <seconds>",
				"line 4",
				"line 5",
			],
		},
		{
			title: "a gap",
			times: ["12:00", "12:01", "12:04"],
			faults: ["line 3: 2 buckets of 60 s missing after line 2; say --gaps zero, hold or linear"],
		},
		{
			title: "the hour that summer time takes",
			times: ["00:30", "01:00", "01:30", "03:00"],
			faults: ["line 4: 2 buckets of 1800 s missing after line 3 (a change to or from summer time? times without a zone are UTC); say"],
		},
		{
			title: "the hour that comes twice in autumn",
			times: ["01:00", "01:30", "02:00", "01:30", "02:30"],
			faults: ["line 4: has the same time as line 2 (a change to or from summer time?"],
		},
	])("$title is refused with its line", async ({ times, faults }) => {
		const found = await faultsOf(times.map((time) => `2026-11-23 ${time},1\n`).join(""));
		expect(found).toHaveLength(faults.length);
		faults.forEach((fault, index) => {
			expect(found[index]).toContain(fault);
		});
	});

	it("rows in any order are sorted", async () => {
		expect(await rates("2026-11-23 12:02,180\n2026-11-23 12:00,60\n2026-11-23 12:01,120\n")).toEqual([1, 2, 3]);
	});

	it("a period given is kept, whatever the distances are", async () => {
		const meaning = { measure: "records", per: "second" } as const;
		const text = "2026-11-23 12:00,1\n2026-11-23 12:05,1\n";
		expect(await rates(text, { gaps: "zero", meaning, periodSeconds: 60 })).toEqual([1, 0, 0, 0, 0, 1]);
	});

	it("a notation that changes is refused", async () => {
		expect(await faultsOf("2026-11-23 12:00:00,1\n2026-11-23T12:01:00Z,1\n", { periodSeconds: 60 })).toEqual([
			'line 2: "2026-11-23T12:01:00Z" is written as a time with its zone, the rows before as a time without a zone',
		]);
	});

	it.each([
		{ gaps: "zero", expected: [1, 0, 0, 0, 5] },
		{ gaps: "hold", expected: [1, 1, 1, 1, 5] },
		{ gaps: "linear", expected: [1, 2, 3, 4, 5] },
	] as const)("a gap and empty values are filled by $gaps, if said", async ({ gaps, expected }) => {
		const meaning = { measure: "records", per: "second" } as const;
		const text = "2026-11-23 12:00,1\n2026-11-23 12:01,\n2026-11-23 12:04,5\n";
		expect(await rates(text, { gaps, meaning, periodSeconds: 60 })).toEqual(expected);
	});

	it.each([
		{ title: "at the start", text: "2026-11-23 12:00,\n2026-11-23 12:01,1\n", reason: "line 1: has no value, and no row before it has" },
		{ title: "at the end", text: "2026-11-23 12:00,1\n2026-11-23 12:01,\n", reason: "line 2: has no value, and no row after it has" },
	])("an empty value $title has nothing to be filled from", async ({ text, reason }) => {
		expect((await faultsOf(text, { gaps: "hold", periodSeconds: 60 }))[0]).toContain(reason);
	});

	it("a gap of decades is not filled", async () => {
		const text = "1980-01-01 00:00:00,1\n1980-01-01 00:00:01,1\n2026-01-01 00:00:00,1\n";
		expect((await faultsOf(text, { gaps: "zero" }))[0]).toMatch(
			/^line 3: \d+ buckets of 1 s missing after line 2: more than a trace may have/,
		);
	});

	it("a gap is bridged, but a duplicate never is", async () => {
		expect(await faultsOf("2026-11-23 12:00,1\n2026-11-23 12:01,1\n2026-11-23 12:01,2\n", { gaps: "zero" })).toHaveLength(1);
	});
});

describe("faults", () => {
	it("all are told, each with its line", async () => {
		await expect(read("2026-11-23 12:00,1\n2026-11-23 12:01,x\nyesterday,1\n2026-11-23 12:02,-2\n", { periodSeconds: 60 })).rejects.toThrow(
			[
				"votes.csv has 3 problems:",
				'- line 2: "x" is not a number',
				'- line 3: "yesterday" is not a time: expected ISO 8601, "YYYY-MM-DD HH:MM:SS" (UTC) or the epoch',
				"- line 4: -2 is negative",
			].join("\n"),
		);
	});

	it("twenty are enough: reading stops, and says so", async () => {
		let linesGiven = 0;
		const endless = (function* () {
			for (;;) yield `no time ${++linesGiven},1\n`;
		})();
		await expect(readTrace(endless, { ...OPTIONS, timeColumn: "1" })).rejects.toThrow(/has 20 problems:[\s\S]*reading stopped here/);
		expect(linesGiven).toBeLessThan(30);
	});
});

describe("reading as it arrives", () => {
	it("gives the same trace wherever the text is cut", async () => {
		const text = '\uFEFFtimestamp,value\r\n2026-11-23 12:00:00,"60"\r\n2026-11-23 12:01:00,120\r\n2026-11-23 12:02:00,180\r\n';
		const bytes = new TextEncoder().encode(text);
		const whole = await read(text);
		await fc.assert(
			fc.asyncProperty(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 8 }), async (cuts) => {
				const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
				const chunks = edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
				expect((await readTrace(chunks, OPTIONS)).trace).toEqual(whole);
			}),
			{ seed: 5, numRuns: 200 },
		);
	});

	it("reads what was written, whatever the values", async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 2, maxLength: 50 }), async (values) => {
				const text = values.map((value, index) => `${new Date(NOON + index * 1000).toISOString()},${value}\n`).join("");
				expect(await rates(text)).toEqual(values);
			}),
			{ seed: 6, numRuns: 200 },
		);
	});
});

describe("the traces in examples/traces", () => {
	it.each([
		{ file: "Twitter_volume_AAPL", buckets: 15_902, bucketSeconds: 300, largest: 13_479, start: "2015-02-26T21:42:53.000Z" },
		{ file: "Twitter_volume_GOOG", buckets: 15_842, bucketSeconds: 300, largest: 465, start: "2015-02-26T21:42:53.000Z" },
		{ file: "Twitter_volume_UPS", buckets: 15_866, bucketSeconds: 300, largest: 231, start: "2015-02-26T21:42:53.000Z" },
		{ file: "nyc_taxi", buckets: 10_320, bucketSeconds: 1_800, largest: 39_197, start: "2014-07-01T00:00:00.000Z" },
	])("$file has $buckets buckets of $bucketSeconds s", async ({ file, buckets, bucketSeconds, largest, start }) => {
		const path = new URL(`../../../../examples/traces/${file}.csv`, import.meta.url);
		const { trace } = await readTrace(createReadStream(path), { ...OPTIONS, name: file });
		expect(trace.bucketSeconds).toBe(bucketSeconds);
		expect(trace.recordsPerSecond).toHaveLength(buckets);
		expect(Math.max(...trace.recordsPerSecond) * bucketSeconds).toBeCloseTo(largest, 6);
		expect(new Date(trace.startMs).toISOString()).toBe(start);
	});
});
