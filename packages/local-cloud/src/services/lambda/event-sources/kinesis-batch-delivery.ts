import type { InvocationOutcome } from "../runtime/function-host.ts";
import { readBatchItemFailures } from "./batch-item-failures.ts";
import type { Waiting } from "./waiting.ts";

/** A record of GetRecords. */
export interface KinesisRecord {
	readonly SequenceNumber: string;
	/** Epoch seconds. */
	readonly ApproximateArrivalTimestamp: number;
	/** Base64. */
	readonly Data: string;
	readonly PartitionKey: string;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html */
export interface KinesisRetrySettings {
	readonly bisectBatchOnFunctionError: boolean;
	readonly reportBatchItemFailures: boolean;
	/** -1: without limit. */
	readonly maximumRetryAttempts: number;
	/** -1: without limit. */
	readonly maximumRecordAgeInSeconds: number;
}

export interface BatchDelivery {
	readonly settings: KinesisRetrySettings;
	readonly invoke: (records: readonly KinesisRecord[]) => Promise<InvocationOutcome>;
	/** Called with discarded records, like an on-failure destination. */
	readonly onDiscarded: (records: readonly KinesisRecord[], reason: "RecordAgeExceeded" | "RetryAttemptsExhausted") => void;
	readonly waiting: Waiting;
	readonly nowMs: () => number;
}

/** AWS documents a back-off, but not how long. Doubling from a fifth of a second to half a minute is this local cloud's choice. */
const FIRST_BACKOFF_MS = 200;
const LAST_BACKOFF_MS = 30_000;

/**
 * Delivers one batch of one shard to the function, in order, until every record is done. The shard waits meanwhile, as with Lambda's event
 * source mapping. After a partial failure it goes on at the lowest failed sequence number. It cuts a failing batch in two, which costs no
 * attempt. It discards records that are too old or were tried too often.
 *
 * @returns false if it was stopped before the end of the batch
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export async function deliverBatch(delivery: BatchDelivery, batch: readonly KinesisRecord[]): Promise<boolean> {
	const stretches: (readonly KinesisRecord[])[] = [batch];
	let retries = 0;
	let backoffs = 0;
	while (stretches.length > 0) {
		if (delivery.waiting.isStopped) return false;
		const current = withoutTooOld(delivery, stretches[0] ?? []);
		stretches[0] = current;
		if (current.length === 0) {
			stretches.shift();
			continue;
		}
		const outcome = await delivery.invoke(current);
		if (outcome.kind === "throttled") {
			await delivery.waiting.wait(backoffMs(backoffs++));
			continue;
		}
		const firstFailed = firstFailedIndex(delivery.settings, outcome, current);
		if (firstFailed === undefined) {
			stretches.shift();
			retries = 0;
			backoffs = 0;
			continue;
		}
		const rest = current.slice(firstFailed);
		stretches[0] = rest;
		if (firstFailed > 0) {
			// Some records succeeded: the rest starts with no retries.
			retries = 0;
			backoffs = 0;
		}
		if (delivery.settings.bisectBatchOnFunctionError && firstFailed === 0 && rest.length > 1) {
			const half = Math.ceil(rest.length / 2);
			stretches.splice(0, 1, rest.slice(0, half), rest.slice(half));
			continue;
		}
		if (delivery.settings.maximumRetryAttempts !== -1 && retries >= delivery.settings.maximumRetryAttempts) {
			delivery.onDiscarded(rest, "RetryAttemptsExhausted");
			stretches.shift();
			retries = 0;
			backoffs = 0;
			continue;
		}
		retries += 1;
		await delivery.waiting.wait(backoffMs(backoffs++));
	}
	return true;
}

/** @returns undefined if all succeeded */
function firstFailedIndex(settings: KinesisRetrySettings, outcome: InvocationOutcome, batch: readonly KinesisRecord[]): number | undefined {
	if (outcome.kind !== "success") return 0;
	if (!settings.reportBatchItemFailures) return undefined;
	const verdict = readBatchItemFailures(outcome.payload, new Set(batch.map((record) => record.SequenceNumber)));
	if (verdict.kind === "all-succeeded") return undefined;
	if (verdict.kind === "all-failed") return 0;
	return batch.findIndex((record) => verdict.itemIdentifiers.has(record.SequenceNumber));
}

function withoutTooOld(delivery: BatchDelivery, batch: readonly KinesisRecord[]): readonly KinesisRecord[] {
	const { maximumRecordAgeInSeconds } = delivery.settings;
	if (maximumRecordAgeInSeconds === -1) return batch;
	const oldestSeconds = delivery.nowMs() / 1000 - maximumRecordAgeInSeconds;
	const firstYoung = batch.findIndex((record) => record.ApproximateArrivalTimestamp >= oldestSeconds);
	const young = firstYoung === -1 ? [] : batch.slice(firstYoung);
	if (young.length < batch.length) delivery.onDiscarded(batch.slice(0, batch.length - young.length), "RecordAgeExceeded");
	return young;
}

function backoffMs(earlier: number): number {
	return Math.min(LAST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** earlier);
}
