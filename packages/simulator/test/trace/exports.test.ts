import { createReadStream } from "node:fs";
import { describe, expect, it } from "vitest";
import { readTrace, TraceError, type TraceOptions, type TraceReading } from "../../src/trace/index.ts";

const exported = (file: string, options: Partial<TraceOptions> = {}): Promise<TraceReading> =>
	readTrace(createReadStream(new URL(`exports/${file}`, import.meta.url)), { name: file, ...options });
const given = (text: string | Uint8Array, options: Partial<TraceOptions> = {}): Promise<TraceReading> =>
	readTrace([text], { name: "export", ...options });

async function faultsOf(reading: Promise<TraceReading>): Promise<readonly string[]> {
	const error = await reading.catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(TraceError);
	return (error as TraceError).faults.map(({ where, reason }) => `${where}: ${reason}`);
}

const sums = ({ trace }: TraceReading) => [...trace.recordsPerSecond].map((rate) => rate * trace.bucketSeconds);
const peak = ({ trace }: TraceReading) => Math.max(...trace.recordsPerSecond);
const SIZE = { bytesPerRecord: 500 };

describe("exports that people have", () => {
	it("the console's CSV has metric, statistic and period in its label", async () => {
		const reading = await exported("console-v2.csv", SIZE);
		expect(reading.trace).toMatchObject({ startMs: Date.UTC(2026, 1, 14, 14), bucketSeconds: 60, bytesPerRecord: 500 });
		expect(sums(reading).slice(0, 2).map(Math.round)).toEqual([58_000, 58_010]);
		expect(reading.trace.recordsPerSecond).toHaveLength(40);
		expect(reading.assumptions).toContain("Period: 60 s, that of the metrics.");
		expect(reading.assumptions).toContain("Times: without a zone, read as UTC.");
	});

	it("the console's CSV of two metrics adds the throttles", async () => {
		const reading = await exported("console-v2-two.csv", SIZE);
		expect(sums(reading).map(Math.round).slice(19, 21)).toEqual([58_190, 58_700]);
		expect(reading.assumptions).toContain(
			"Throttled records: each was tried once. More attempts would make the load at most 0.8 % smaller.",
		);
	});

	it("Grafana's CSV with semicolons is read without a word about them", async () => {
		const reading = await exported("grafana-cols-semicolon.csv", SIZE);
		expect(sums(reading).map(Math.round)).toEqual([55_000, 55_100, 55_200, 55_300, 55_400, 55_500, 55_600, 55_700]);
	});

	it.each(["console-v2.csv", "console-v2-two.csv", "grafana-cols-semicolon.csv", "gmd-records-only.json", "idle-night.csv"])(
		"%s does not show how large a record is, and that is asked for",
		async (file) => {
			expect(await faultsOf(exported(file))).toEqual([expect.stringContaining("say --bytes-per-record <count>")]);
		},
	);

	it("with the size of a record given, records alone are the same load as records and bytes", async () => {
		const [alone, both] = [await exported("gmd-records-only.json", { bytesPerRecord: 8_000 }), await exported("gmd-records-bytes.json")];
		expect(sums(alone)).toEqual(sums(both));
		expect(new Set(both.trace.bytesPerRecord as Float64Array)).toEqual(new Set([8_000]));
		expect(alone.assumptions).toContain("Record size: 8,000 B, as given.");
	});

	it("idle minutes are no load, and that is stated", async () => {
		const reading = await exported("gmd-idle-minutes.json");
		expect(reading.trace).toMatchObject({ bucketSeconds: 60 });
		expect(sums(reading)[3]).toBe(0);
		expect(reading.assumptions).toContain(
			"Gaps: 26 of 180 periods have no value. They count as no load, as CloudWatch has no datapoint of an idle period (--gaps zero).",
		);
		expect((await faultsOf(exported("gmd-idle-minutes.json", { gaps: "refuse" })))[0]).toContain("say --gaps zero, hold or linear");
	});

	it("a stream that is busy every fifth minute is not taken for one with a period of 300 s: the period is asked for", async () => {
		expect(await faultsOf(exported("gmd-every-fifth-minute.json"))).toEqual([
			"the times: are at least 300 s apart. Either the period is 300 s, or the stream is busy once in 300 s; the load differs 5 times. Say --period 300 or say --period 60",
		]);
		const [given60, zeros] = [
			await exported("gmd-every-fifth-minute.json", { periodSeconds: 60 }),
			await exported("gmd-every-fifth-minute-zeros.json"),
		];
		expect(sums(given60)).toEqual(sums(zeros).slice(0, given60.trace.recordsPerSecond.length));
		expect(peak(await exported("gmd-every-fifth-minute.json", { periodSeconds: 300 }))).toBeCloseTo(peak(zeros) / 5);
	});

	it("a metric's name in a label with the stream's name is enough", async () => {
		const reading = await exported("gmd-label-dims.json", { periodSeconds: 1_800 });
		expect(sums(reading).map(Math.round)).toEqual([297_200, 265_471, 255_861, 250_698, 241_889, 305_792, 189_147]);
		expect((reading.trace.bytesPerRecord as Float64Array)[0]).toBeCloseTo(971_488_736 / 297_200);
		expect(await faultsOf(exported("gmd-label-dims.json"))).toEqual([expect.stringContaining("say --period 60")]);
	});

	it("an idle night is 16 hours of zeros, a quiet night of six records", async () => {
		const [idle, quiet] = [await exported("idle-night.csv", SIZE), await exported("quiet-night.csv", SIZE)];
		for (const reading of [idle, quiet]) {
			expect(reading.trace.recordsPerSecond).toHaveLength(2_880);
			expect(peak(reading)).toBe(6_000);
			expect(reading.assumptions).toContain('Values: records, the row\'s sum, as the column "records" is called.');
		}
		expect(idle.trace.recordsPerSecond.filter((rate) => rate === 0)).toHaveLength(1_920);
		expect(quiet.trace.recordsPerSecond.filter((rate) => rate === 0.1)).toHaveLength(1_920);
	});
});

describe("other CSV of the same kinds", () => {
	const ROWS = ["2026-02-14T14:00:00Z", "2026-02-14T14:01:00Z", "2026-02-14T14:02:00Z"];
	const csv = (delimiter: string, header: readonly string[], values: readonly (readonly string[])[]) =>
		[header, ...ROWS.map((time, row) => [time, ...(values[row] ?? [])])].map((fields) => fields.join(delimiter)).join("\n");
	const VALUES = [["60"], ["120"], ["180"]];
	const utf16 = (text: string) => new Uint8Array(Buffer.from(`\uFEFF${text}`, "utf16le"));

	it.each([
		{ title: "tabs", text: csv("\t", ["time", "records"], VALUES) },
		{ title: "bars", text: csv("|", ["time", "records"], VALUES) },
		{ title: "a sep= line", text: `sep=;\r\n${csv(";", ["time", "records"], VALUES)}` },
		{ title: "a sep= line and a byte order mark", text: `\uFEFFsep=,\n${csv(",", ["Time", "IncomingRecords"], VALUES)}` },
		{ title: "UTF-16, as Excel writes it", text: utf16(csv("\t", ["time", "records"], VALUES)) },
		{
			title: "Grafana's labels, quoted, with a comma",
			text: csv(";", ["Time", '"IncomingRecords {StreamName=""orders"", a=""b""}"'], VALUES),
		},
		{ title: "Grafana's statistic with an underscore", text: csv(",", ["Time", "IncomingRecords_Sum"], VALUES) },
		{
			title: "another column beside",
			text: csv(
				",",
				["Time", "IncomingRecords", "IteratorAge"],
				[
					["60", "x"],
					["120", ""],
					["180", "z"],
				],
			),
		},
		{ title: "the time in another column", text: "records,timestamp\n60,2026-02-14 14:00\n120,2026-02-14 14:01\n180,2026-02-14 14:02\n" },
		{
			title: "rows newest first",
			text: csv(",", ["Time", "IncomingRecords"], VALUES)
				.split("\n")
				.toReversed()
				.toSorted((a, b) => Number(b.startsWith("Time")) - Number(a.startsWith("Time")))
				.join("\n"),
		},
		{ title: "rows of empty fields at the end, as spreadsheets leave them", text: `${csv(",", ["time", "records"], VALUES)}\n,\n,\n` },
	])("with $title", async ({ text }) => {
		expect(sums(await given(text, SIZE)).map(Math.round)).toEqual([60, 120, 180]);
	});

	it("a column that is passed over is named", async () => {
		const text = csv(
			",",
			["Time", "IncomingRecords", "GetRecords.Bytes"],
			[
				["60", "1"],
				["120", "1"],
				["180", "1"],
			],
		);
		expect((await given(text, SIZE)).assumptions).toContain('Passed over, since the trace does not need them: "GetRecords.Bytes".');
	});

	it("a column with another name is chosen by --column, or called a metric by --metric", async () => {
		const text = csv(
			",",
			["Time", "a", "b"],
			[
				["60", "1"],
				["120", "1"],
				["180", "1"],
			],
		);
		expect(await faultsOf(given(text, SIZE))).toEqual([expect.stringContaining("say --column <name>")]);
		expect(await faultsOf(given(text, { ...SIZE, valueColumn: "a" }))).toEqual([expect.stringContaining("say --as records/bucket")]);
		expect(sums(await given(text, { ...SIZE, metricsById: { a: "IncomingRecords" } })).map(Math.round)).toEqual([60, 120, 180]);
		const bySecond = await given(text, { ...SIZE, valueColumn: "a", meaning: { measure: "records", per: "second" } });
		expect([...bySecond.trace.recordsPerSecond]).toEqual([60, 120, 180]);
	});

	const console2 = (columns: readonly (readonly [label: string, ...values: string[]])[]) =>
		[
			["Id", ...columns.map((_, index) => `m${index + 1}`)],
			["StatusCode", ...columns.map(() => "Complete")],
			["Full label", ...columns.map(([label]) => label)],
			["Label", ...columns.map(() => "any")],
			...[0, 1, 2].map((row) => [`2026/02/14 14:0${row}:00`, ...columns.map(([, ...values]) => values[row] ?? "")]),
		]
			.map((fields) => fields.join(","))
			.join("\n");
	const label = (metric: string, statistic = "Sum", stream = "orders") =>
		`us-east-1:AWS/Kinesis StreamName:${stream} ${metric} ${statistic} 60`;

	it.each([
		{
			title: "an Average",
			text: console2([[label("IncomingRecords", "Average"), "1", "2", "3"]]),
			says: "is the Average of IncomingRecords: export the statistic Sum",
		},
		{
			title: "two streams",
			text: console2([
				[label("IncomingRecords"), "1", "2", "3"],
				[label("IncomingRecords", "Sum", "votes"), "1", "2", "3"],
			]),
			says: 'is "m1" and "m2": say --metric <series>=IncomingRecords',
		},
		{
			title: "records of one stream and bytes of another",
			text: console2([
				[label("IncomingRecords"), "1", "2", "3"],
				[label("IncomingBytes", "Sum", "votes"), "1", "2", "3"],
			]),
			says: "are of several streams, orders and votes: say --metric",
		},
		{
			title: "another namespace's metric of the same name",
			text: console2([["us-east-1:Custom/App StreamName:orders IncomingRecords Sum 60", "1", "2", "3"]]),
			says: "IncomingRecords: is not in the file",
		},
		{
			title: "one shard's metric",
			text: console2([["us-east-1:AWS/Kinesis ShardId:shardId-000000000000 StreamName:orders IncomingRecords Sum 60", "1", "2", "3"]]),
			says: "IncomingRecords: is not in the file",
		},
	])("the console's CSV of $title is refused", async ({ text, says }) => {
		expect((await faultsOf(given(text, SIZE)))[0]).toContain(says);
	});

	it("of the console's two streams one is chosen by --metric; an Average beside the Sum is passed over", async () => {
		const text = console2([
			[label("IncomingRecords"), "60", "", "180"],
			[label("IncomingRecords", "Sum", "votes"), "1", "2", "3"],
			[label("IncomingBytes"), "6000", "", "36000"],
			[label("IncomingBytes", "Average"), "1", "1", "1"],
		]);
		const reading = await given(text, { metricsById: { m1: "IncomingRecords" } });
		expect(sums(reading).map(Math.round)).toEqual([60, 0, 180]);
		expect([...(reading.trace.bytesPerRecord as Float64Array)]).toEqual([100, 100, 200]);
		expect(reading.assumptions.at(-1)).toContain('"m2", "m4"');
	});

	it("a period that differs from the label's is refused", async () => {
		const text = console2([[label("IncomingRecords"), "1", "2", "3"]]);
		expect((await faultsOf(given(text, { ...SIZE, periodSeconds: 300 })))[0]).toContain("differs from the labels, which have 60 s");
	});
});

describe("other JSON of the same kinds", () => {
	const TIMES = ["2026-02-14T14:00:00+00:00", "2026-02-14T14:01:00+00:00"];
	const result = (Id: string, Label: string, Values: readonly number[]) => ({
		Id,
		Label,
		Timestamps: TIMES,
		Values,
		StatusCode: "Complete",
	});
	const statistics = (Label: string, ...values: readonly number[]) => ({
		Label,
		Datapoints: values.map((Sum, index) => ({ Timestamp: TIMES[index], Sum, Unit: "Count" })).toReversed(),
	});
	const both = [statistics("IncomingRecords", 60, 120), statistics("IncomingBytes", 6_000, 24_000)];

	it.each([
		{ title: "a list of get-metric-statistics answers", json: JSON.stringify(both) },
		{
			title: "answers after each other, as several calls leave them",
			json: both.map((answer) => JSON.stringify(answer, undefined, 4)).join("\n"),
		},
		{ title: "a list with another metric", json: JSON.stringify([...both, statistics("GetRecords.Records", 5, 5)]) },
		{ title: "a byte order mark and spaces before", json: `\uFEFF\n  ${JSON.stringify(both)}` },
		{
			title: "pages of get-metric-data",
			json: JSON.stringify([
				{ MetricDataResults: [{ ...result("r", "orders IncomingRecords", [60, 120]), StatusCode: "PartialData" }], NextToken: "more" },
				{ MetricDataResults: [result("b", "orders IncomingBytes", [6_000, 24_000])] },
			]),
		},
		{
			title: "dynamic labels, and other metrics beside",
			json: JSON.stringify({
				MetricDataResults: [
					result("q1", "IncomingRecords [max: 120, last: 120] Sum", [60, 120]),
					result("q2", "orders IncomingBytes [avg: 15.0K]", [6_000, 24_000]),
					result("q3", "orders GetRecords.IteratorAgeMilliseconds", [1, 1]),
					result("q4", "IncomingBytes / IncomingRecords", [100, 200]),
				],
			}),
		},
	])("$title", async ({ json }) => {
		const reading = await given(json);
		expect(sums(reading).map(Math.round)).toEqual([60, 120]);
		expect([...(reading.trace.bytesPerRecord as Float64Array)]).toEqual([100, 200]);
	});

	it("throttles that make more than a tenth of the load need the number of attempts", async () => {
		const json = JSON.stringify([...both, statistics("WriteProvisionedThroughputExceeded", 0, 60)]);
		expect((await faultsOf(given(json)))[0]).toContain("up to 33 % smaller");
		expect((await faultsOf(given(json)))[0]).toContain("Say --write-attempts <count>");
		expect(sums(await given(json, { writeAttemptsPerRecord: 3 })).map(Math.round)).toEqual([60, 140]);
	});

	it("options for CSV are refused for JSON", async () => {
		expect((await faultsOf(given(JSON.stringify(both), { delimiter: ";" })))[0]).toBe("--delimiter: is for CSV; this is JSON");
	});

	it("a series that --metric names must be there", async () => {
		expect((await faultsOf(given(JSON.stringify(both), { metricsById: { m9: "IncomingBytes" } })))[0]).toBe(
			'--metric m9: is not in the file; the series are "IncomingRecords", "IncomingBytes"',
		);
	});
});
