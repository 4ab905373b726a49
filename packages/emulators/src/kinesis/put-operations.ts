import { list, optional, required, string, structure } from "../request-reader.ts";
import type { KinesisAccount } from "./account.ts";
import { invalidArgument, PROVISIONED_THROUGHPUT_EXCEEDED, shardRateExceeded, streamNotFound, throughputExceeded } from "./errors.ts";
import { HASH_KEY_SPACE, hashKeyToHex, partitionKeyToHashKeyHex } from "./hash-key.ts";
import { DATA_MAX_BYTES, PARTITION_KEY_MAX_CHARACTERS, PUT_RECORDS_MAX_BYTES, PUT_RECORDS_MAX_RECORDS } from "./limits.ts";
import { type Blob, blob, hashKey, namedStream, parseInput, sequenceNumber } from "./request.ts";
import { parseSequenceNumber } from "./sequence-number.ts";
import type { Shard } from "./shard.ts";
import type { Stream } from "./stream.ts";

const record = {
	Data: required(blob(DATA_MAX_BYTES)),
	PartitionKey: required(string({ minLength: 1, maxLength: PARTITION_KEY_MAX_CHARACTERS })),
	ExplicitHashKey: optional(hashKey),
} as const;

const putRecordInput = structure({ ...namedStream, ...record, SequenceNumberForOrdering: optional(sequenceNumber) });
const putRecordsInput = structure({
	...namedStream,
	Records: required(list(structure(record), { minLength: 1, maxLength: PUT_RECORDS_MAX_RECORDS })),
});

interface PutEntry {
	readonly Data: Blob;
	readonly PartitionKey: string;
	readonly ExplicitHashKey: string | undefined;
}

type PutOutcome =
	| { readonly kind: "stored"; readonly shard: Shard; readonly sequenceNumber: string; readonly byteLength: number }
	| { readonly kind: "throttled"; readonly shard: Shard };

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html */
export function putRecord(account: KinesisAccount, input: unknown): object {
	const request = parseInput(putRecordInput, input);
	const stream = account.requireUsableStream(request);
	const nowMs = account.nowMs();
	if (request.SequenceNumberForOrdering !== undefined) checkOrdering(account, stream, request.SequenceNumberForOrdering);

	const outcome = put(account, stream, request, nowMs);
	if (outcome.kind === "throttled") {
		account.measureStream(stream, "PutRecord.Success", 0, nowMs);
		account.measureStream(stream, "WriteProvisionedThroughputExceeded", 1, nowMs);
		reportThrottled(account, stream, outcome.shard, 1, nowMs);
		throw throughputExceeded(shardRateExceeded(outcome.shard.shardId, stream.streamName, account.accountId));
	}
	account.measureStream(stream, "PutRecord.Success", 1, nowMs);
	account.measureStream(stream, "PutRecord.Bytes", outcome.byteLength, nowMs);
	account.measureStream(stream, "WriteProvisionedThroughputExceeded", 0, nowMs);
	reportStored(account, stream, 1, outcome.byteLength, nowMs);
	return { ShardId: outcome.shard.shardId, SequenceNumber: outcome.sequenceNumber };
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
export function putRecords(account: KinesisAccount, input: unknown): object {
	const request = parseInput(putRecordsInput, input);
	const stream = account.requireUsableStream(request);
	const nowMs = account.nowMs();
	// All are checked before the first is stored, so that a refused request has no effect.
	let requestBytes = 0;
	for (const entry of request.Records) requestBytes += checkedByteLength(stream, entry);
	if (requestBytes > PUT_RECORDS_MAX_BYTES) throw invalidArgument(`Records size exceeds ${PUT_RECORDS_MAX_BYTES / 1024 / 1024} MB limit`);

	const throttledRecords = new Map<Shard, number>();
	let storedRecords = 0;
	let storedBytes = 0;
	const results = request.Records.map((entry) => {
		const outcome = put(account, stream, entry, nowMs);
		if (outcome.kind === "throttled") {
			throttledRecords.set(outcome.shard, (throttledRecords.get(outcome.shard) ?? 0) + 1);
			return {
				ErrorCode: PROVISIONED_THROUGHPUT_EXCEEDED,
				ErrorMessage: shardRateExceeded(outcome.shard.shardId, stream.streamName, account.accountId),
			};
		}
		storedRecords += 1;
		storedBytes += outcome.byteLength;
		return { ShardId: outcome.shard.shardId, SequenceNumber: outcome.sequenceNumber };
	});

	const failedRecords = results.length - storedRecords;
	// Documented: "at least one record succeeded".
	account.measureStream(stream, "PutRecords.Success", storedRecords > 0 ? 1 : 0, nowMs);
	account.measureStream(stream, "PutRecords.Bytes", storedBytes, nowMs);
	account.measureStream(stream, "PutRecords.TotalRecords", results.length, nowMs);
	account.measureStream(stream, "PutRecords.SuccessfulRecords", storedRecords, nowMs);
	account.measureStream(stream, "PutRecords.FailedRecords", 0, nowMs);
	account.measureStream(stream, "PutRecords.ThrottledRecords", failedRecords, nowMs);
	account.measureStream(stream, "WriteProvisionedThroughputExceeded", failedRecords, nowMs);
	if (storedRecords > 0) reportStored(account, stream, storedRecords, storedBytes, nowMs);
	for (const [shard, records] of throttledRecords) reportThrottled(account, stream, shard, records, nowMs);
	return { FailedRecordCount: failedRecords, Records: results };
}

function put(account: KinesisAccount, stream: Stream, entry: PutEntry, nowMs: number): PutOutcome {
	const byteLength = checkedByteLength(stream, entry);
	const hashKeyHex =
		entry.ExplicitHashKey === undefined ? partitionKeyToHashKeyHex(entry.PartitionKey) : explicitHashKeyHex(entry.ExplicitHashKey);
	const shard = stream.open.find(hashKeyHex);
	if (shard === undefined) throw streamNotFound(stream.streamName, account.accountId);
	if (!shard.tryAdmit(byteLength, nowMs)) return { kind: "throttled", shard };

	const ordinal = stream.sequenceNumbers.takeOrdinal();
	stream.retainedBytes += shard.log.append(
		ordinal,
		nowMs,
		entry.PartitionKey,
		byteLength - entry.Data.byteLength,
		entry.Data.base64,
		entry.Data.byteLength,
	);
	stream.retainedBytes -= shard.log.dropArrivedBefore(stream.trimHorizonMs(nowMs));
	stream.dropOldestBeyond(account.settings.maxRetainedBytesPerStream);
	account.measureShard(stream, shard.shardId, "IncomingRecords", 1, nowMs);
	account.measureShard(stream, shard.shardId, "IncomingBytes", byteLength, nowMs);
	account.measureShard(stream, shard.shardId, "WriteProvisionedThroughputExceeded", 0, nowMs);
	return { kind: "stored", shard, sequenceNumber: stream.sequenceNumbers.format(ordinal, nowMs, shard.shardIndex), byteLength };
}

/** The limits apply to data and partition key together. */
function checkedByteLength(stream: Stream, entry: PutEntry): number {
	const byteLength = entry.Data.byteLength + Buffer.byteLength(entry.PartitionKey, "utf8");
	const maxBytes = stream.maxRecordSizeKiB * 1024;
	if (entry.Data.byteLength > maxBytes) {
		throw invalidArgument(
			`Record of ${entry.Data.byteLength} bytes exceeds the maximum record size of stream ${stream.streamName}: ${maxBytes} bytes.`,
		);
	}
	if (entry.ExplicitHashKey !== undefined) checkExplicitHashKey(entry.ExplicitHashKey);
	return byteLength;
}

function checkExplicitHashKey(explicitHashKey: string): void {
	if (BigInt(explicitHashKey) < HASH_KEY_SPACE) return;
	throw invalidArgument(
		`Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${explicitHashKey}`,
	);
}

function explicitHashKeyHex(explicitHashKey: string): string {
	return hashKeyToHex(BigInt(explicitHashKey));
}

/** Records are stored in the order of the calls, so every number that a client can know is already smaller. It must only be valid. */
function checkOrdering(account: KinesisAccount, stream: Stream, sequenceNumberForOrdering: string): void {
	const parts = parseSequenceNumber(sequenceNumberForOrdering);
	if (
		parts !== undefined &&
		parts.streamCreatedSeconds === stream.sequenceNumbers.streamCreatedSeconds &&
		parts.ordinal < stream.sequenceNumbers.nextOrdinal
	) {
		return;
	}
	throw invalidArgument(
		`ExclusiveMinimumSequenceNumber ${sequenceNumberForOrdering} used in PutRecord on stream ${stream.streamName} under account ` +
			`${account.accountId} is invalid.`,
	);
}

function reportStored(account: KinesisAccount, stream: Stream, records: number, bytes: number, nowMs: number): void {
	account.measureStream(stream, "IncomingRecords", records, nowMs);
	account.measureStream(stream, "IncomingBytes", bytes, nowMs);
}

function reportThrottled(account: KinesisAccount, stream: Stream, shard: Shard, records: number, nowMs: number): void {
	account.measureShard(stream, shard.shardId, "WriteProvisionedThroughputExceeded", records, nowMs);
	account.emit({ kind: "write-throttled", streamName: stream.streamName, shardId: shard.shardId, records, atMs: nowMs });
}
