import { enumeration, integer, optional, type Read, required, string, structure } from "../request-reader.ts";
import { type KinesisAccount, streamNameOfArn } from "./account.ts";
import { invalidArgument, shardDoesNotExist, shardNotFound, throughputExceeded } from "./errors.ts";
import { FULL_READ_PAUSE_MS, GET_RECORDS_MAX_BYTES, GET_RECORDS_MAX_RECORDS } from "./limits.ts";
import { namedStream, parseInput, sequenceNumber, shardId, streamArn, timestamp, toWireTimestamp } from "./request.ts";
import { parseSequenceNumber } from "./sequence-number.ts";
import { formatShardId, resolveShardId, type Shard } from "./shard.ts";
import { describeHashKeyRange } from "./shard-description.ts";
import { formatShardIterator, parseShardIterator } from "./shard-iterator.ts";
import type { Stream } from "./stream.ts";

const getShardIteratorInput = structure({
	...namedStream,
	ShardId: required(shardId),
	ShardIteratorType: required(enumeration(["AFTER_SEQUENCE_NUMBER", "AT_SEQUENCE_NUMBER", "AT_TIMESTAMP", "LATEST", "TRIM_HORIZON"])),
	StartingSequenceNumber: optional(sequenceNumber),
	Timestamp: optional(timestamp),
});

const getRecordsInput = structure({
	ShardIterator: required(string({ minLength: 1, maxLength: 512 })),
	Limit: optional(integer(1, GET_RECORDS_MAX_RECORDS)),
	StreamARN: optional(streamArn),
});

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetShardIterator.html */
export function getShardIterator(account: KinesisAccount, input: unknown): object {
	const request = parseInput(getShardIteratorInput, input);
	const streamName = request.StreamName ?? (request.StreamARN === undefined ? undefined : streamNameOfArn(request.StreamARN));
	const shardId = resolveShardId(request.ShardId);
	if (shardId === undefined && streamName !== undefined) throw shardNotFound(request.ShardId, streamName, account.accountId);
	// The shard of a stream that is not there is what this operation misses, not the stream.
	if (streamName !== undefined && shardId !== undefined && !account.streams.has(streamName)) {
		throw shardDoesNotExist(shardId, streamName, account.accountId);
	}
	const stream = account.requireUsableStream(request);
	const nowMs = account.nowMs();
	stream.dropExpiredShards(nowMs);
	const shard = stream.listedShards.find((listed) => listed.shardId === shardId);
	if (shard === undefined) throw shardDoesNotExist(shardId ?? request.ShardId, stream.streamName, account.accountId);
	if (!shard.iteratorCalls.tryTake(1, nowMs)) throw readRateExceeded(account, stream, shard);
	return { ShardIterator: formatShardIterator(stream, shard, startingOrdinal(account, stream, shard, request, nowMs), nowMs) };
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html */
export function getRecords(account: KinesisAccount, input: unknown): object {
	const request = parseInput(getRecordsInput, input);
	const position = parseShardIterator(account, request.ShardIterator);
	const nowMs = account.nowMs();
	const stream = account.requireStream({ StreamName: position.streamName, StreamARN: request.StreamARN });
	stream.dropExpiredShards(nowMs);
	const shard = stream.listedShards.find((listed) => listed.shardIndex === position.shardIndex);
	if (shard === undefined || stream.createdAtMs !== position.streamCreatedAtMs) {
		throw shardDoesNotExist(formatShardId(position.shardIndex), position.streamName, account.accountId);
	}
	admitRead(account, stream, shard, nowMs);

	stream.retainedBytes -= shard.log.dropArrivedBefore(stream.trimHorizonMs(nowMs));
	const limit = request.Limit ?? GET_RECORDS_MAX_RECORDS;
	const read = readShard(stream, shard, position.nextOrdinal, limit, GET_RECORDS_MAX_BYTES, nowMs);
	payForRead(account, stream, shard, read, nowMs);
	return {
		Records: read.records,
		MillisBehindLatest: read.millisBehindLatest,
		// Without a NextShardIterator at all: a client of SDK v2 takes null for one, and never leaves the shard.
		...(read.childShards === undefined
			? { NextShardIterator: formatShardIterator(stream, shard, read.nextOrdinal, nowMs) }
			: { ChildShards: read.childShards }),
	};
}

/** What a shard holds from an ordinal on, as GetRecords and SubscribeToShard give it. */
export interface ShardRead {
	/** In AWS JSON's wire form. */
	readonly records: readonly object[];
	readonly byteLength: number;
	readonly isCutByBytes: boolean;
	readonly nextOrdinal: number;
	readonly lastArrivalMs: number | undefined;
	readonly millisBehindLatest: number;
	/** At the end of a closed shard: nothing comes after. */
	readonly childShards: readonly object[] | undefined;
}

export function readShard(stream: Stream, shard: Shard, ordinal: number, maxRecords: number, maxBytes: number, nowMs: number): ShardRead {
	const fromOrdinal = Math.max(ordinal, trimHorizonOrdinal(stream, shard, nowMs));
	const page = shard.log.read(fromOrdinal, maxRecords, maxBytes);
	const last = page.records.at(-1);
	const nextOrdinal = last === undefined ? fromOrdinal : last.ordinal + 1;
	const isAtTip = nextOrdinal > shard.log.lastOrdinal;
	return {
		records: page.records.map((record) => ({
			SequenceNumber: stream.sequenceNumbers.format(record.ordinal, record.arrivalMs, shard.shardIndex),
			ApproximateArrivalTimestamp: toWireTimestamp(record.arrivalMs),
			Data: record.dataBase64,
			PartitionKey: record.partitionKey,
		})),
		byteLength: page.byteLength,
		isCutByBytes: page.isCutByBytes,
		nextOrdinal,
		lastArrivalMs: last?.arrivalMs,
		millisBehindLatest: isAtTip ? 0 : Math.max(0, nowMs - (last?.arrivalMs ?? nowMs)),
		childShards: isAtTip && shard.closing !== undefined ? shard.children.map(describeChildShard) : undefined,
	};
}

/** Five calls and 2 MiB a second. The size of a read is unknown before, so it is charged afterwards. */
function admitRead(account: KinesisAccount, stream: Stream, shard: Shard, nowMs: number): void {
	const isAdmitted = nowMs >= shard.readsPausedUntilMs && shard.readBytes.isOutOfDebt(nowMs) && shard.readCalls.tryTake(1, nowMs);
	const throttledCalls = isAdmitted ? 0 : 1;
	account.measureStream(stream, "GetRecords.Success", isAdmitted ? 1 : 0, nowMs);
	account.measureStream(stream, "ReadProvisionedThroughputExceeded", throttledCalls, nowMs);
	account.measureShard(stream, shard.shardId, "ReadProvisionedThroughputExceeded", throttledCalls, nowMs);
	if (!isAdmitted) throw readRateExceeded(account, stream, shard);
}

function payForRead(account: KinesisAccount, stream: Stream, shard: Shard, page: ShardRead, nowMs: number): void {
	shard.readBytes.take(page.byteLength);
	if (page.isCutByBytes) shard.readsPausedUntilMs = nowMs + FULL_READ_PAUSE_MS;
	const iteratorAgeMs = page.lastArrivalMs === undefined ? 0 : Math.max(0, nowMs - page.lastArrivalMs);
	account.measureStream(stream, "GetRecords.Records", page.records.length, nowMs);
	account.measureStream(stream, "GetRecords.Bytes", page.byteLength, nowMs);
	account.measureStream(stream, "GetRecords.IteratorAgeMilliseconds", iteratorAgeMs, nowMs);
	account.measureShard(stream, shard.shardId, "OutgoingRecords", page.records.length, nowMs);
	account.measureShard(stream, shard.shardId, "OutgoingBytes", page.byteLength, nowMs);
	account.measureShard(stream, shard.shardId, "IteratorAgeMilliseconds", iteratorAgeMs, nowMs);
}

/** @param operation that the position was given to, for messages */
export function startingOrdinal(
	account: KinesisAccount,
	stream: Stream,
	shard: Shard,
	request: Pick<Read<typeof getShardIteratorInput>, "ShardIteratorType" | "StartingSequenceNumber" | "Timestamp">,
	nowMs: number,
	operation = "GetShardIterator",
): number {
	const { ShardIteratorType: type, StartingSequenceNumber: startingSequenceNumber, Timestamp: timestampMs } = request;
	const isBySequenceNumber = type === "AT_SEQUENCE_NUMBER" || type === "AFTER_SEQUENCE_NUMBER";
	if (isBySequenceNumber !== (startingSequenceNumber !== undefined)) {
		throw invalidArgument(
			"Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or " +
				`(2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ${type} and ` +
				(startingSequenceNumber === undefined ? "no StartingSequenceNumber." : "also a StartingSequenceNumber."),
		);
	}
	if ((type === "AT_TIMESTAMP") !== (timestampMs !== undefined)) {
		throw invalidArgument(
			timestampMs === undefined
				? "Must specify timestampInMillis when the ShardIteratorType is AT_TIMESTAMP."
				: `Timestamp is only allowed with AT_TIMESTAMP. Request specified ${type} and also a Timestamp.`,
		);
	}
	// A read returns only kept records anyway, see trimHorizonOrdinal.
	if (type === "TRIM_HORIZON") return shard.startingOrdinal;
	if (timestampMs !== undefined) {
		if (timestampMs > nowMs) {
			throw invalidArgument(
				"The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. " +
					`timestampInMillis: ${timestampMs}, currentTimestampInMillis: ${nowMs}`,
			);
		}
		return shard.log.firstOrdinalAt(timestampMs) ?? stream.sequenceNumbers.nextOrdinal;
	}
	if (startingSequenceNumber === undefined) return stream.sequenceNumbers.nextOrdinal;
	const ordinal = ordinalOf(account, stream, shard, startingSequenceNumber, operation);
	return type === "AT_SEQUENCE_NUMBER" ? ordinal : ordinal + 1;
}

function ordinalOf(account: KinesisAccount, stream: Stream, shard: Shard, startingSequenceNumber: string, operation: string): number {
	const parts = parseSequenceNumber(startingSequenceNumber);
	const used = `StartingSequenceNumber ${startingSequenceNumber} used in ${operation} on shard ${shard.shardId} in stream ${stream.streamName}`;
	if (parts === undefined) throw invalidArgument(`${used} under account ${account.accountId} is invalid.`);
	if (parts.streamCreatedSeconds !== stream.sequenceNumbers.streamCreatedSeconds) {
		throw invalidArgument(`${used} under account ${account.accountId} is invalid because it did not come from this stream.`);
	}
	if (parts.shardIndex !== shard.shardIndex) {
		throw invalidArgument(
			`Invalid StartingSequenceNumber. It encodes ${formatShardId(parts.shardIndex)}, while it was used in a call to a shard with ${shard.shardId}`,
		);
	}
	return parts.ordinal;
}

/** The first record still within retention; beyond the last one if none is. */
function trimHorizonOrdinal(stream: Stream, shard: Shard, nowMs: number): number {
	const horizonMs = stream.trimHorizonMs(nowMs);
	const oldestArrivalMs = shard.log.oldestArrivalMs;
	if (oldestArrivalMs === undefined || oldestArrivalMs >= horizonMs) return 0;
	return shard.log.firstOrdinalAt(horizonMs) ?? shard.log.lastOrdinal + 1;
}

function describeChildShard(child: Shard): object {
	return { ShardId: child.shardId, ParentShards: child.parentShardIds, HashKeyRange: describeHashKeyRange(child) };
}

function readRateExceeded(account: KinesisAccount, stream: Stream, shard: Shard) {
	return throughputExceeded(`Rate exceeded for shard ${shard.shardId} in stream ${stream.streamName} under account ${account.accountId}.`);
}
