import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MetricSeriesRequest, readMetricSeries } from "../src/autoscaler/load/metric-data.ts";
import { jsonAnswer, openWire, recorded, type Wire } from "./support/wire.ts";

let wire: Wire;
let client: CloudWatchClient;

beforeAll(async () => {
	wire = await openWire();
	client = new CloudWatchClient({ ...wire.clientConfig, maxAttempts: 1 });
});
afterAll(() => wire.close());

const RANGE = { streamName: "votes", startMs: 1_795_435_200_000, endMs: 1_795_435_320_000 };

function request(metricName: string): MetricSeriesRequest {
	return { namespace: "AWS/Kinesis", metricName, dimensions: { StreamName: "votes" }, statistic: "Sum", periodSeconds: 60 };
}

describe("readMetricSeries", () => {
	it("joins the pages of each series, in the order of the requests", async () => {
		wire.answerWith(recorded("get-metric-data-page-1"), recorded("get-metric-data-page-2"));
		const series = await readMetricSeries(client, RANGE, [request("IncomingRecords"), request("IncomingBytes"), request("Absent")]);
		expect(series).toEqual([
			new Map([
				[1_795_435_200_000, 60_000],
				[1_795_435_260_000, 61_000],
			]),
			new Map([[1_795_435_200_000, 12_000_000]]),
			new Map(),
		]);
		expect(wire.requests.map(({ body }) => body["NextToken"])).toEqual([undefined, "page-2"]);
	});

	it("asks for a series as CloudWatch names it", async () => {
		wire.answerWith(jsonAnswer({ MetricDataResults: [] }));
		await readMetricSeries(client, RANGE, [request("IncomingRecords")]);
		expect(wire.requests[0]?.body).toEqual({
			StartTime: 1_795_435_200,
			EndTime: 1_795_435_320,
			ScanBy: "TimestampAscending",
			MetricDataQueries: [
				{
					Id: "m0",
					MetricStat: {
						Metric: { Namespace: "AWS/Kinesis", MetricName: "IncomingRecords", Dimensions: [{ Name: "StreamName", Value: "votes" }] },
						Period: 60,
						Stat: "Sum",
					},
					ReturnData: true,
				},
			],
		});
	});

	it("takes 500 series a call", async () => {
		wire.answerWith(jsonAnswer({ MetricDataResults: [] }), jsonAnswer({ MetricDataResults: [] }), jsonAnswer({ MetricDataResults: [] }));
		const series = await readMetricSeries(
			client,
			RANGE,
			Array.from({ length: 1_001 }, (_, index) => request(`m${index}`)),
		);
		expect(series).toHaveLength(1_001);
		expect(wire.requests.map(({ body }) => Array.isArray(body["MetricDataQueries"]) && body["MetricDataQueries"].length)).toEqual([
			500, 500, 1,
		]);
	});
});
