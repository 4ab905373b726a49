import { setTimeout } from "node:timers/promises";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { isRateRefusal } from "@headroom/controller";
import {
	MAX_QUERIES_PER_CALL,
	type MetricSeries,
	type MetricSeriesRequest,
	type MetricTimeRange,
	type ReadMetricSeries,
	readMetricSeries,
} from "./metric-data.ts";

/** How long a reading waits at least for others that it can go with: shorter than an answer takes to come. */
const GATHER_MS = 20;

interface Reading {
	readonly range: MetricTimeRange;
	readonly requests: readonly MetricSeriesRequest[];
	readonly resolve: (series: readonly MetricSeries[]) => void;
	readonly reject: (error: unknown) => void;
}

/**
 * Series of many streams, read together: what is asked for at about the same time, or while a call is under way, over the same range goes into one call of
 * GetMetricData, which takes 500 queries and 50 calls a second of the whole account. Each reading gets what it would have got alone.
 */
export function batchedMetricSeries(client: CloudWatchClient): ReadMetricSeries {
	const gathering = new Map<string, Reading[]>();
	const underWay = new Map<string, Promise<unknown>>();

	async function sendGathered(key: string): Promise<void> {
		await Promise.all([setTimeout(GATHER_MS), underWay.get(key)]);
		const readings = gathering.get(key) ?? [];
		gathering.delete(key);
		underWay.set(key, Promise.allSettled(batches(readings).map((batch) => readBatch(client, batch))));
	}

	return (range, requests) =>
		new Promise((resolve, reject) => {
			const reading = { range, requests, resolve, reject };
			const key = keyOf(range, requests);
			const gathered = gathering.get(key);
			if (gathered !== undefined) {
				gathered.push(reading);
				return;
			}
			gathering.set(key, [reading]);
			sendGathered(key).catch(reject);
		});
}

/** One call has one range. Starts of the same minute may be joined: CloudWatch's retention and resolution are not that fine. */
function keyOf({ startMs }: MetricTimeRange, requests: readonly MetricSeriesRequest[]): string {
	const shortestSeconds = Math.min(...requests.map(({ periodSeconds }) => periodSeconds));
	return `${Math.floor(startMs / 60_000)} ${shortestSeconds}`;
}

function batches(readings: readonly Reading[]): Reading[][] {
	const all: Reading[][] = [];
	let size = Number.POSITIVE_INFINITY;
	for (const reading of readings) {
		const { length } = reading.requests;
		if (size + length > MAX_QUERIES_PER_CALL) {
			all.push([]);
			size = 0;
		}
		all.at(-1)?.push(reading);
		size += length;
	}
	return all;
}

async function readBatch(client: CloudWatchClient, batch: readonly Reading[]): Promise<void> {
	const [first] = batch;
	if (first === undefined) return;
	const startMs = Math.min(...batch.map(({ range }) => range.startMs));
	const endMs = Math.max(...batch.map(({ range }) => range.endMs));
	const others = batch.length - 1;
	const streamName = others === 0 ? first.range.streamName : `${first.range.streamName} and ${others} others`;
	try {
		const series = await readMetricSeries(
			client,
			{ streamName, startMs, endMs },
			batch.flatMap(({ requests }) => requests),
		);
		let from = 0;
		for (const { range, requests, resolve } of batch) {
			resolve(requests.map(({ periodSeconds }, index) => within(series[from + index] ?? new Map(), range, periodSeconds)));
			from += requests.length;
		}
	} catch (error) {
		if (batch.length === 1 || isRateRefusal(error)) for (const { reject } of batch) reject(error);
		// One stream's query may be what is refused: each alone then has its own answer.
		else await Promise.all(batch.map((reading) => readBatch(client, [reading])));
	}
}

/** A period that begins before the range belongs to it as far as the service aligns the range's start to its periods. */
function within(series: MetricSeries, { endMs, startMs }: MetricTimeRange, periodSeconds: number): MetricSeries {
	return new Map([...series].filter(([atMs]) => atMs > startMs - periodSeconds * 1000 && atMs < endMs));
}
