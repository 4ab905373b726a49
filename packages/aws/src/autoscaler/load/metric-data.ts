import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { ObservationError } from "@headroom/controller";
import { faultMessage, sdkFault } from "../../shared/sdk-errors.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html read 2026-11-23 */
export const MAX_QUERIES_PER_CALL = 500;

/**
 * A page holds 100,800 datapoints, more than any reading here needs. The bound ends the loop if the service's tokens never end.
 */
const MAX_PAGES = 10;

export interface MetricSeriesRequest {
	readonly namespace: string;
	readonly metricName: string;
	readonly dimensions: Readonly<Record<string, string>>;
	readonly statistic: "Maximum" | "Sum";
	readonly periodSeconds: number;
}

/** Value by the start of its period, milliseconds since the epoch; oldest first. An absent period was not measured. */
export type MetricSeries = ReadonlyMap<number, number>;

export interface MetricTimeRange {
	readonly streamName: string;
	readonly startMs: number;
	readonly endMs: number;
}

/** Reads several series over one time range: see {@link readMetricSeries}. */
export type ReadMetricSeries = (range: MetricTimeRange, requests: readonly MetricSeriesRequest[]) => Promise<readonly MetricSeries[]>;

/**
 * Read several series over one time range, in one call for every 500 of them.
 *
 * @returns a series for each request, in the order of the requests
 * @throws ObservationError `observation.rate-exceeded`; `observation.metrics-unavailable`, also if CloudWatch answers for only a part of the
 *   series
 */
export async function readMetricSeries(
	client: CloudWatchClient,
	range: MetricTimeRange,
	requests: readonly MetricSeriesRequest[],
): Promise<readonly MetricSeries[]> {
	const series: MetricSeries[] = [];
	for (let start = 0; start < requests.length; start += MAX_QUERIES_PER_CALL) {
		series.push(...(await readChunk(client, range, requests.slice(start, start + MAX_QUERIES_PER_CALL))));
	}
	return series;
}

async function readChunk(
	client: CloudWatchClient,
	{ streamName, startMs, endMs }: MetricTimeRange,
	requests: readonly MetricSeriesRequest[],
): Promise<readonly MetricSeries[]> {
	const queries = requests.map(metricDataQuery);
	const values = new Map<string, Map<number, number>>(queries.map(({ Id }) => [Id ?? "", new Map()]));
	let nextToken: string | undefined;
	for (let page = 1; page <= MAX_PAGES; page += 1) {
		const answer = await client
			.send(
				new GetMetricDataCommand({
					StartTime: new Date(startMs),
					EndTime: new Date(endMs),
					ScanBy: "TimestampAscending",
					MetricDataQueries: queries,
					...(nextToken === undefined ? {} : { NextToken: nextToken }),
				}),
			)
			.catch((error: unknown) => {
				const fault = sdkFault(error);
				throw new ObservationError(faultMessage(fault, "cloudwatch:GetMetricData", `stream ${streamName}`), {
					code: fault.kind === "throttled" ? "observation.rate-exceeded" : "observation.metrics-unavailable",
					retryable: fault.retryable,
					streamName,
					cause: error,
				});
			});
		for (const result of answer.MetricDataResults ?? []) {
			if (result.StatusCode === "InternalError" || result.StatusCode === "Forbidden") {
				const said = [result.StatusCode, ...(result.Messages ?? []).map(({ Code, Value }) => `${Code}: ${Value}`)].join(", ");
				throw unavailable(`cloudwatch:GetMetricData on stream ${streamName} failed in part: ${said}.`, streamName);
			}
			const into = values.get(result.Id ?? "");
			result.Timestamps?.forEach((timestamp, index) => {
				const value = result.Values?.[index];
				if (into !== undefined && value !== undefined) into.set(timestamp.getTime(), value);
			});
		}
		nextToken = answer.NextToken;
		if (nextToken === undefined) return [...values.values()];
	}
	throw unavailable(`cloudwatch:GetMetricData on stream ${streamName} did not end after ${MAX_PAGES} pages.`, streamName);
}

function metricDataQuery(request: MetricSeriesRequest, index: number): MetricDataQuery {
	return {
		Id: `m${index}`,
		MetricStat: {
			Metric: {
				Namespace: request.namespace,
				MetricName: request.metricName,
				Dimensions: Object.entries(request.dimensions).map(([Name, Value]) => ({ Name, Value })),
			},
			Period: request.periodSeconds,
			Stat: request.statistic,
		},
		ReturnData: true,
	};
}

function unavailable(message: string, streamName: string): ObservationError {
	return new ObservationError(message, { code: "observation.metrics-unavailable", retryable: true, streamName });
}
