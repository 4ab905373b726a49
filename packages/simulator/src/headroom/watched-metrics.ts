import type { Policy } from "@headroom/engine";
import { shardsFilled } from "../stream/shard-writes.ts";
import type { SimulatedStream } from "../stream/simulated-stream.ts";

const MINUTE_MS = 60_000;
/** What the autoscaler's own log line takes to become a metric, as on the local stage. */
const TELEMETRY_DELAY_MS = 2_500;
const SECONDS_PER_MINUTE = 60;

/** A metric, or an expression over some, as an alarm watches it. */
export interface WatchedMetric {
	/** Whether the period that begins at `startMs`, still running, shows data at `nowMs` already. */
	hasData(startMs: number, nowMs: number): boolean;
	/** One value for each of `count` periods from `startMs` on, as seen at `nowMs`; undefined where it is missing. */
	values(startMs: number, count: number, nowMs: number): (number | undefined)[];
}

/** `OpenShardCount` as the autoscaler publishes it with each evaluation: the smallest of each minute. */
export class PublishedShardCounts {
	readonly #keptMs: number;
	#unseen: { readonly atMs: number; readonly openShardCount: number }[] = [];
	#minutes = new Map<number, number>();

	/** @param keptMs how far back anybody looks */
	constructor(keptMs: number) {
		this.#keptMs = keptMs;
	}

	publish(atMs: number, openShardCount: number): void {
		this.#unseen.push({ atMs, openShardCount });
	}

	/** The smallest count published in the minute; undefined where none was, or none is visible yet. */
	at(startMs: number, nowMs: number): number | undefined {
		while (this.#unseen[0] !== undefined && this.#unseen[0].atMs + TELEMETRY_DELAY_MS <= nowMs) this.#see(this.#unseen.shift());
		return this.#minutes.get(startMs);
	}

	#see(sample: { readonly atMs: number; readonly openShardCount: number } | undefined): void {
		if (sample === undefined) return;
		const startMs = Math.floor(sample.atMs / MINUTE_MS) * MINUTE_MS;
		this.#minutes.set(startMs, Math.min(this.#minutes.get(startMs) ?? Number.POSITIVE_INFINITY, sample.openShardCount));
		// A map keeps the order of insertion: the oldest minute is the first.
		for (const oldestMs of this.#minutes.keys()) {
			if (oldestMs >= startMs - this.#keptMs) return;
			this.#minutes.delete(oldestMs);
		}
	}
}

/** `WriteProvisionedThroughputExceeded` Sum, by the minute. */
export function serviceThrottles({ minutes }: SimulatedStream): WatchedMetric {
	return {
		// The service's minutes are published after their end.
		hasData: () => false,
		values: (startMs, count, nowMs) => {
			const values: (number | undefined)[] = new Array(count).fill(undefined);
			for (const minute of minutes.visible(startMs, nowMs)) values[(minute.startMs - startMs) / MINUTE_MS] = minute.throttledRecords;
			return values;
		},
	};
}

/** `WriteThrottles` Sum, by ten seconds. */
export function producerThrottles({ throttles }: SimulatedStream, periodMs: number): WatchedMetric {
	const values = (startMs: number, count: number, nowMs: number) => {
		const sums: (number | undefined)[] = new Array(count).fill(undefined);
		for (const [secondMs, records] of throttles.seconds(startMs, nowMs)) {
			const period = Math.floor((secondMs - startMs) / periodMs);
			sums[period] = (sums[period] ?? 0) + records;
		}
		return sums;
	};
	return { values, hasData: (startMs, nowMs) => values(startMs, 1, nowMs)[0] !== undefined };
}

/** The utilization expression of the alarm definitions: the fuller of records and bytes, over `FILL(OpenShardCount, REPEAT)`. */
export function utilization({ minutes }: SimulatedStream, published: PublishedShardCounts): WatchedMetric {
	return { hasData: (startMs, nowMs) => published.at(startMs, nowMs) !== undefined, values: (...range) => filled(...range).map(ratioOf) };

	function filled(startMs: number, count: number, nowMs: number) {
		const rows: { shardsFilled: number | undefined; openShards: number | undefined }[] = [];
		let openShards: number | undefined;
		for (let index = 0; index < count; index += 1) {
			openShards = published.at(startMs + index * MINUTE_MS, nowMs) ?? openShards;
			rows.push({ shardsFilled: undefined, openShards });
		}
		for (const minute of minutes.visible(startMs, nowMs)) {
			const row = rows[(minute.startMs - startMs) / MINUTE_MS];
			const { incomingRecords, incomingBytes } = minute;
			if (row === undefined || incomingRecords === 0) continue;
			row.shardsFilled = shardsFilled(incomingRecords, incomingBytes / incomingRecords) / SECONDS_PER_MINUTE;
		}
		return rows;
	}

	function ratioOf(row: { readonly shardsFilled: number | undefined; readonly openShards: number | undefined }): number | undefined {
		return row.shardsFilled === undefined || row.openShards === undefined ? undefined : row.shardsFilled / row.openShards;
	}
}

/** The same where fewer shards are possible; full where the count is the policy's minimum. */
export function reducibleUtilization(
	stream: SimulatedStream,
	published: PublishedShardCounts,
	{ minShardCount }: Pick<Policy, "minShardCount">,
): WatchedMetric {
	const whole = utilization(stream, published);
	return {
		hasData: whole.hasData,
		values: (startMs, count, nowMs) => {
			let openShards = 0;
			return whole.values(startMs, count, nowMs).map((value, index) => {
				openShards = published.at(startMs + index * MINUTE_MS, nowMs) ?? openShards;
				if (value === undefined) return undefined;
				return openShards > minShardCount ? value : 1;
			});
		},
	};
}
