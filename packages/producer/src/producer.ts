import {
	type KinesisWriter,
	type PutRecordInput,
	type PutRecordOutput,
	type PutRecordsInput,
	type PutRecordsOutput,
	type PutRecordsResult,
	streamNameOf,
} from "./kinesis-writer.ts";
import { isRetryable } from "./retryable.ts";
import { isShardThrottle, throttledShardId } from "./shard-throttle.ts";
import type { ThrottlePublisher } from "./throttle-publisher.ts";

export interface ProducerOptions {
	readonly kinesis: KinesisWriter;
	/** Where throttles are published: {@link throttlesForRuntime} chooses. */
	readonly throttles: ThrottlePublisher;
	/** Calls for one record, the first one included: at least 1. Default 6: about a second and a half. */
	readonly maxAttempts?: number;
	readonly nowMs?: () => number;
	/** In [0, 1). */
	readonly random?: () => number;
	readonly sleep?: (ms: number) => Promise<void>;
}

/** Answers as the client does. Throws what the last call failed with, where no answer of any call is known. */
export interface Producer {
	putRecord(input: PutRecordInput): Promise<PutRecordOutput>;
	/**
	 * Sends again only the records that were refused. A record that failed at last has its `ErrorCode` in its place of `Records`, and is counted in
	 * `FailedRecordCount`: it is the caller's again.
	 */
	putRecords(input: PutRecordsInput): Promise<PutRecordsOutput>;
	/** Before the program ends: publishes the throttles that are left. */
	close(): Promise<void>;
}

const DEFAULT_MAX_ATTEMPTS = 6;

/** Full jitter between 0 and a bound that doubles. A shard's limits are by the second: longer waits than one bring nothing. */
const RETRY_DELAY_MS = { first: 100, most: 1_000 } as const;

/** @throws RangeError if `maxAttempts` is no whole number of at least 1 */
export function createProducer(options: ProducerOptions): Producer {
	const { kinesis, maxAttempts = DEFAULT_MAX_ATTEMPTS, nowMs = Date.now, random = Math.random, sleep = wait, throttles } = options;
	if (!Number.isInteger(maxAttempts) || maxAttempts < 1) {
		throw new RangeError(`maxAttempts is ${maxAttempts}; it takes a whole number of at least 1.`);
	}
	const backOff = (attempt: number) => sleep(random() * Math.min(RETRY_DELAY_MS.most, RETRY_DELAY_MS.first * 2 ** (attempt - 1)));

	return {
		async putRecord(input) {
			const streamName = streamNameOf(input);
			for (let attempt = 1; ; attempt++) {
				try {
					return await kinesis.putRecord(input);
				} catch (error) {
					countRefusal(streamName, error, 1);
					if (attempt === maxAttempts || !isRetryable(error)) throw error;
				}
				await backOff(attempt);
			}
		},

		async putRecords(input) {
			const streamName = streamNameOf(input);
			const records = input.Records ?? [];
			const results: PutRecordsResult[] = [];
			let answer: PutRecordsOutput | undefined;
			/** Places in the request; undefined: all of them, as in nearly every call. */
			let pending: readonly number[] | undefined;
			for (let attempt = 1; ; attempt++) {
				try {
					answer = await kinesis.putRecords(pending === undefined ? input : { ...input, Records: pick(records, pending) });
					if (answer.FailedRecordCount === 0 && attempt === 1) return answer;
					const sent: readonly number[] = pending ?? [...records.keys()];
					const entries = answer.Records ?? [];
					if (entries.length !== sent.length) throw malformed(streamName, entries.length, sent.length);
					countFailures(streamName, entries);
					sent.forEach((index, position) => {
						results[index] = entries[position] ?? {};
					});
					pending = sent.filter((index) => results[index]?.ErrorCode !== undefined);
					if (pending.length === 0 || attempt === maxAttempts) break;
				} catch (error) {
					countRefusal(streamName, error, pending?.length ?? records.length);
					if (attempt === maxAttempts || !isRetryable(error)) {
						if (pending === undefined) throw error;
						for (const index of pending) results[index] = failureOf(error);
						break;
					}
				}
				await backOff(attempt);
			}
			return { ...answer, FailedRecordCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Records: results };
		},

		close: () => throttles.close(),
	};

	function countRefusal(streamName: string, error: unknown, attempts: number): void {
		if (!(error instanceof Error) || !isShardThrottle(error.name)) return;
		throttles.count(streamName, new Map([[throttledShardId(error.message), attempts]]), nowMs());
	}

	function countFailures(streamName: string, entries: readonly PutRecordsResult[]): void {
		const byShard = new Map<string | undefined, number>();
		for (const { ErrorCode, ErrorMessage } of entries) {
			if (!isShardThrottle(ErrorCode)) continue;
			const shardId = throttledShardId(ErrorMessage);
			byShard.set(shardId, (byShard.get(shardId) ?? 0) + 1);
		}
		if (byShard.size > 0) throttles.count(streamName, byShard, nowMs());
	}
}

function pick<T>(all: readonly T[], indices: readonly number[]): T[] {
	return indices.flatMap((index) => all.slice(index, index + 1));
}

/** As one whose answer was lost: nobody knows what was stored. */
function malformed(streamName: string, entries: number, records: number): Error {
	return Object.assign(new Error(`kinesis:PutRecords on stream ${streamName} answered ${entries} records for ${records}.`), {
		$retryable: {},
	});
}

function failureOf(error: unknown): PutRecordsResult {
	const { message, name } = error instanceof Error ? error : new Error(String(error));
	return { ErrorCode: name, ErrorMessage: message };
}

function wait(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
