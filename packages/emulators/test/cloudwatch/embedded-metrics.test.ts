import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseEmbeddedMetrics } from "../../src/index.ts";

const SEED = 20261123;
const TIMESTAMP_MS = Date.UTC(2026, 10, 23, 10, 0, 5, 250);

interface Overrides {
	readonly aws?: object;
	readonly directive?: object;
	readonly root?: object;
}

/** A line as the place-vote function writes it when a write was throttled. */
function line({ aws = {}, directive = {}, root = {} }: Overrides = {}): string {
	return JSON.stringify({
		_aws: {
			Timestamp: TIMESTAMP_MS,
			CloudWatchMetrics: [
				{
					Namespace: "Headroom",
					Dimensions: [["StreamName"], ["StreamName", "ShardId"]],
					Metrics: [{ Name: "WriteThrottles", Unit: "Count", StorageResolution: 1 }],
					...directive,
				},
			],
			...aws,
		},
		StreamName: "votes",
		ShardId: "shardId-000000000000",
		WriteThrottles: 1,
		message: "the write was throttled",
		...root,
	});
}

const MEASURED = {
	namespace: "Headroom",
	metricName: "WriteThrottles",
	timestampMs: TIMESTAMP_MS,
	storageResolutionSeconds: 1,
	unit: "Count",
	statistics: { sampleCount: 1, sum: 1, minimum: 1, maximum: 1 },
};

describe("embedded metric format", () => {
	it("makes a metric of every dimension set", () => {
		expect(parseEmbeddedMetrics(line())).toEqual({
			kind: "metrics",
			metrics: [
				{ ...MEASURED, dimensions: { StreamName: "votes" } },
				{ ...MEASURED, dimensions: { StreamName: "votes", ShardId: "shardId-000000000000" } },
			],
		});
	});

	it("reads the specification's own example", () => {
		const example =
			'{"_aws":{"Timestamp":1574109732004,"CloudWatchMetrics":[{"Namespace":"lambda-function-metrics","Dimensions":[["functionVersion"]],' +
			'"Metrics":[{"Name":"time","Unit":"Milliseconds","StorageResolution":60}]}]},"functionVersion":"$LATEST","time":100,"requestId":"989ffbf8-9ace-4817-a57c-e4dd734019ee"}';
		expect(parseEmbeddedMetrics(example)).toEqual({
			kind: "metrics",
			metrics: [
				{
					namespace: "lambda-function-metrics",
					metricName: "time",
					dimensions: { functionVersion: "$LATEST" },
					timestampMs: 1_574_109_732_004,
					storageResolutionSeconds: 60,
					unit: "Milliseconds",
					statistics: { sampleCount: 1, sum: 100, minimum: 100, maximum: 100 },
				},
			],
		});
	});

	it("an array is as many samples", () => {
		const parsed = parseEmbeddedMetrics(line({ directive: { Dimensions: [[]] }, root: { WriteThrottles: [3, 1, 2] } }));
		expect(parsed).toEqual({
			kind: "metrics",
			metrics: [
				{
					...MEASURED,
					dimensions: {},
					statistics: { sampleCount: 3, sum: 6, minimum: 1, maximum: 3 },
					values: [
						{ value: 3, count: 1 },
						{ value: 1, count: 1 },
						{ value: 2, count: 1 },
					],
				},
			],
		});
	});

	it("resolution and unit may be left out", () => {
		const parsed = parseEmbeddedMetrics(line({ directive: { Dimensions: [[]], Metrics: [{ Name: "WriteThrottles" }] } }));
		const { unit: _, ...bare } = MEASURED;
		expect(parsed).toEqual({ kind: "metrics", metrics: [{ ...bare, dimensions: {}, storageResolutionSeconds: 60 }] });
	});

	it("text before the document is passed over, as on Lambda", () => {
		expect(parseEmbeddedMetrics(`2026-11-23T10:00:05.250Z\t989ffbf8-9ace\tINFO\t${line()}`)).toMatchObject({ kind: "metrics" });
	});

	it.each([
		{ title: "plain text", text: "START RequestId: 989ffbf8" },
		{ title: "an ordinary log line", text: '{"level":"INFO","message":"voted"}' },
		{ title: "nothing", text: "" },
		{ title: "the name deeper in the document", text: '{"detail":{"_aws":1}}' },
		{ title: "the name as a value", text: '{"member":"_aws"}' },
		{ title: "no metrics and no directives", text: "{}" },
	])("$title has no metrics", ({ text }) => {
		expect(parseEmbeddedMetrics(text)).toEqual({ kind: "none" });
	});

	it("an empty list of directives and an empty list of samples measure nothing", () => {
		expect(parseEmbeddedMetrics(line({ aws: { CloudWatchMetrics: [] } }))).toEqual({ kind: "metrics", metrics: [] });
		expect(parseEmbeddedMetrics(line({ root: { WriteThrottles: [] } }))).toEqual({ kind: "metrics", metrics: [] });
	});

	const at = "_aws.CloudWatchMetrics[0]";
	it.each([
		{ title: "half a document", text: line().slice(0, -5), reason: 'the line names "_aws" but is not a JSON object' },
		{ title: "text behind the document", text: `${line()} and more`, reason: 'the line names "_aws" but is not a JSON object' },
		{ title: "an array around it", text: `[${line()}]`, reason: 'the line names "_aws" but is not a JSON object' },
		{ title: "metadata that is no object", text: '{"_aws":[]}', reason: "_aws must be an object" },
		{
			title: "no timestamp",
			text: line({ aws: { Timestamp: undefined } }),
			reason: "_aws.Timestamp must be an integer, milliseconds since 1970",
		},
		{
			title: "a date for a timestamp",
			text: line({ aws: { Timestamp: "2026-11-23" } }),
			reason: "_aws.Timestamp must be an integer, milliseconds since 1970",
		},
		{ title: "no directives", text: line({ aws: { CloudWatchMetrics: {} } }), reason: "_aws.CloudWatchMetrics must be an array" },
		{ title: "a directive that is null", text: line({ aws: { CloudWatchMetrics: [null] } }), reason: `${at} must be an object` },
		{
			title: "no namespace",
			text: line({ directive: { Namespace: "" } }),
			reason: `${at}.Namespace must be a string of 1 to 255 characters`,
		},
		{
			title: "dimensions that are no sets",
			text: line({ directive: { Dimensions: ["StreamName"] } }),
			reason: `${at}.Dimensions[0] must be an array`,
		},
		{
			title: "a dimension without a value",
			text: line({ root: { StreamName: undefined } }),
			reason: 'the dimension "StreamName" must be a member of the document, a string of 1 to 1024 characters',
		},
		{
			title: "a dimension that is a number",
			text: line({ root: { ShardId: 0 } }),
			reason: 'the dimension "ShardId" must be a member of the document, a string of 1 to 1024 characters',
		},
		{
			title: "a dimension of every object",
			text: line({ directive: { Dimensions: [["constructor"]] } }),
			reason: 'the dimension "constructor" must be a member of the document, a string of 1 to 1024 characters',
		},
		{
			title: "31 dimensions",
			text: line({ directive: { Dimensions: [Array(31).fill("StreamName")] } }),
			reason: `${at}.Dimensions[0] must hold at most 30 dimensions, holds 31`,
		},
		{
			title: "101 metrics",
			text: line({ directive: { Metrics: Array(101).fill({ Name: "WriteThrottles" }) } }),
			reason: `${at}.Metrics must hold at most 100 metrics, holds 101`,
		},
		{
			title: "a metric without a name",
			text: line({ directive: { Metrics: [{}] } }),
			reason: `${at}.Metrics[0].Name must be a string of 1 to 255 characters`,
		},
		{
			title: "a metric without a value",
			text: line({ root: { WriteThrottles: undefined } }),
			reason: 'the metric "WriteThrottles" must be a member of the document, a number or an array of numbers',
		},
		{
			title: "a metric that is a text",
			text: line({ root: { WriteThrottles: "1" } }),
			reason: 'the metric "WriteThrottles" must be a member of the document, a number or an array of numbers',
		},
		{
			title: "101 samples",
			text: line({ root: { WriteThrottles: Array(101).fill(1) } }),
			reason: 'the metric "WriteThrottles" must have at most 100 values, has 101',
		},
		{
			title: "an unknown unit",
			text: line({ directive: { Metrics: [{ Name: "WriteThrottles", Unit: "Votes" }] } }),
			reason: `${at}.Metrics[0].Unit must be a CloudWatch unit`,
		},
		{
			title: "a resolution of ten",
			text: line({ directive: { Metrics: [{ Name: "WriteThrottles", StorageResolution: 10 }] } }),
			reason: `${at}.Metrics[0].StorageResolution must be 1 or 60`,
		},
	])("refuses $title", ({ text, reason }) => {
		expect(parseEmbeddedMetrics(text)).toEqual({ kind: "refused", reason });
	});

	it("never throws, whatever the line", () => {
		const mutated = fc.tuple(fc.nat(), fc.nat({ max: 20 }), fc.string({ maxLength: 5 })).map(([where, cut, insert]) => {
			const text = line();
			const start = where % text.length;
			return text.slice(0, start) + insert + text.slice(start + cut);
		});
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.json(), mutated), (text) => {
				expect(["none", "metrics", "refused"]).toContain(parseEmbeddedMetrics(text).kind);
			}),
			{ seed: SEED, numRuns: 1_000 },
		);
	});

	it("count and sum of any samples are kept", () => {
		fc.assert(
			fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 100 }), (samples) => {
				const parsed = parseEmbeddedMetrics(line({ root: { WriteThrottles: samples } }));
				expect(parsed.kind === "metrics" && parsed.metrics[0]?.statistics).toEqual({
					sampleCount: samples.length,
					sum: samples.reduce((sum, value) => sum + value, 0),
					minimum: Math.min(...samples),
					maximum: Math.max(...samples),
				});
			}),
			{ seed: SEED },
		);
	});
});
