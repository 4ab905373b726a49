import { boolean, enumeration, integer, optional, required, structure } from "../request-reader.ts";
import type { KinesisAccount } from "./account.ts";
import { invalidArgument, limitExceeded, resourceInUse, shardLimitExceeded, streamNotActive, tooManyChangingStreams } from "./errors.ts";
import { evenStartingHashKeys } from "./hash-key.ts";
import {
	CHANGING_STREAMS_MAX,
	DAY_MS,
	MAX_RECORD_SIZE_KIB_DEFAULT,
	MAX_RECORD_SIZE_KIB_MAXIMUM,
	MODE_UPDATES_PER_24_HOURS,
	ON_DEMAND_INITIAL_SHARDS,
	RETENTION_HOURS_MAXIMUM,
	RETENTION_HOURS_MINIMUM,
	SHARDS_PER_STREAM_MAX,
} from "./limits.ts";
import { namedStream, parseInput, streamArn, streamName } from "./request.ts";
import { becomeActive, openFirstShards } from "./reshard.ts";
import { SequenceNumbers } from "./sequence-number.ts";
import { Stream, type StreamMode } from "./stream.ts";
import { applyTags, tagMap } from "./tag-operations.ts";

const streamModeDetails = structure({ StreamMode: required(enumeration(["PROVISIONED", "ON_DEMAND"])) });

const createStreamInput = structure({
	StreamName: required(streamName),
	ShardCount: optional(integer(1)),
	StreamModeDetails: optional(streamModeDetails),
	Tags: optional(tagMap(1, 200)),
	MaxRecordSizeInKiB: optional(integer(MAX_RECORD_SIZE_KIB_DEFAULT, MAX_RECORD_SIZE_KIB_MAXIMUM)),
});
const deleteStreamInput = structure({ ...namedStream, EnforceConsumerDeletion: optional(boolean) });
const updateStreamModeInput = structure({ StreamARN: required(streamArn), StreamModeDetails: required(streamModeDetails) });
const retentionInput = structure({ ...namedStream, RetentionPeriodHours: required(integer()) });

/**
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html
 *
 * A name alone gives four shards (recorded in AWS in 2022). Assumed: that is an on-demand stream, which begins with four.
 */
export function createStream(account: KinesisAccount, input: unknown): object {
	const request = parseInput(createStreamInput, input);
	const name = request.StreamName;
	if (account.streams.has(name)) throw resourceInUse(`Stream ${name} under account ${account.accountId} already exists.`);
	const changing = [...account.streams.values()].filter(({ status }) => status === "CREATING" || status === "DELETING").length;
	if (changing >= CHANGING_STREAMS_MAX) throw tooManyChangingStreams(CHANGING_STREAMS_MAX);
	const mode = request.StreamModeDetails?.StreamMode ?? (request.ShardCount === undefined ? "ON_DEMAND" : "PROVISIONED");
	const shardCount = checkShardCount(account, mode, request.ShardCount);

	const createdAtMs = account.nowMs();
	const stream = new Stream({
		streamName: name,
		streamArn: account.streamArn(name),
		createdAtMs,
		mode,
		maxRecordSizeKiB: request.MaxRecordSizeInKiB ?? MAX_RECORD_SIZE_KIB_DEFAULT,
		sequenceNumbers: new SequenceNumbers(createdAtMs),
	});
	if (request.Tags !== undefined) applyTags(account, stream, request.Tags);
	stream.reservedShardCount = shardCount;
	account.streams.set(name, stream);
	account.schedule(createdAtMs + account.settings.createStreamMs, () => {
		openFirstShards(account, stream, evenStartingHashKeys(shardCount));
		becomeActive(account, stream);
	});
	return {};
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DeleteStream.html: reads and writes go on until it is gone. */
export function deleteStream(account: KinesisAccount, input: unknown): object {
	const request = parseInput(deleteStreamInput, input);
	const stream = account.requireStream(request);
	requireActive(account, stream);
	if (stream.consumers.size > 0 && request.EnforceConsumerDeletion !== true) {
		throw resourceInUse(
			`Stream ${stream.streamName} under account ${account.accountId} has consumers: deregister them, or delete it with EnforceConsumerDeletion.`,
		);
	}
	stream.status = "DELETING";
	account.schedule(account.nowMs() + account.settings.deleteStreamMs, () => account.streams.delete(stream.streamName));
	return {};
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateStreamMode.html: the shards stay as they are. */
export function updateStreamMode(account: KinesisAccount, input: unknown): object {
	const request = parseInput(updateStreamModeInput, input);
	const stream = account.requireStream(request);
	requireActive(account, stream);
	const mode: StreamMode = request.StreamModeDetails.StreamMode === "ON_DEMAND" ? "ON_DEMAND" : "PROVISIONED";
	if (mode === stream.mode) {
		throw invalidArgument(`Stream ${stream.streamName} under account ${account.accountId} is already in StreamMode ${mode}.`);
	}
	const nowMs = account.nowMs();
	const ofLastDay = stream.modeUpdatesAcceptedAtMs.filter((atMs) => atMs > nowMs - DAY_MS);
	if (ofLastDay.length >= MODE_UPDATES_PER_24_HOURS) {
		throw limitExceeded(
			`UpdateStreamMode cannot be called more than ${MODE_UPDATES_PER_24_HOURS} times in a rolling 24 hour period for stream ` +
				`${stream.streamName} under account ${account.accountId}.`,
		);
	}
	if (mode === "ON_DEMAND") checkOnDemandLimit(account);
	else checkNewShards(account, stream.open.count);
	stream.modeUpdatesAcceptedAtMs = [...ofLastDay, nowMs];
	stream.status = "UPDATING";
	account.schedule(nowMs + account.settings.updateStreamModeMs, () => {
		stream.mode = mode;
		becomeActive(account, stream);
	});
	return {};
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_IncreaseStreamRetentionPeriod.html */
export function increaseStreamRetentionPeriod(account: KinesisAccount, input: unknown): object {
	const { stream, hours } = readRetention(account, input);
	if (hours < stream.retentionHours) {
		throw invalidArgument(
			`Requested retention period (${hours} hours) for stream ${stream.streamName} can not be shorter than existing retention period ` +
				`(${stream.retentionHours} hours). Use DecreaseRetentionPeriod API.`,
		);
	}
	stream.retentionHours = hours;
	return {};
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DecreaseStreamRetentionPeriod.html */
export function decreaseStreamRetentionPeriod(account: KinesisAccount, input: unknown): object {
	const { stream, hours } = readRetention(account, input);
	if (hours > stream.retentionHours) {
		throw invalidArgument(
			`Requested retention period (${hours} hours) for stream ${stream.streamName} can not be longer than existing retention period ` +
				`(${stream.retentionHours} hours). Use IncreaseRetentionPeriod API.`,
		);
	}
	stream.retentionHours = hours;
	return {};
}

function readRetention(account: KinesisAccount, input: unknown): { readonly stream: Stream; readonly hours: number } {
	const request = parseInput(retentionInput, input);
	const hours = request.RetentionPeriodHours;
	if (hours < RETENTION_HOURS_MINIMUM) {
		throw invalidArgument(
			`Minimum allowed retention period is ${RETENTION_HOURS_MINIMUM} hours. Requested retention period (${hours} hours) is too short.`,
		);
	}
	if (hours > RETENTION_HOURS_MAXIMUM) {
		throw invalidArgument(
			`Maximum allowed retention period is ${RETENTION_HOURS_MAXIMUM} hours. Requested retention period (${hours} hours) is too long.`,
		);
	}
	const stream = account.requireStream(request);
	requireActive(account, stream);
	return { stream, hours };
}

function checkShardCount(account: KinesisAccount, mode: StreamMode, shardCount: number | undefined): number {
	if (mode === "ON_DEMAND") {
		if (shardCount !== undefined) throw invalidArgument("ShardCount cannot be given for a stream whose StreamMode is ON_DEMAND.");
		checkOnDemandLimit(account);
		return ON_DEMAND_INITIAL_SHARDS;
	}
	if (shardCount === undefined) throw invalidArgument("ShardCount must be given for a stream whose StreamMode is PROVISIONED.");
	if (shardCount > SHARDS_PER_STREAM_MAX) {
		throw limitExceeded(`A stream cannot be created with more than ${SHARDS_PER_STREAM_MAX} shards. Requested: ${shardCount}`);
	}
	checkNewShards(account, shardCount);
	return shardCount;
}

function checkNewShards(account: KinesisAccount, additional: number): void {
	const current = account.claimedShardCount();
	const limit = account.settings.shardLimit;
	if (current + additional > limit) throw shardLimitExceeded(account, { current, limit, additional });
}

function checkOnDemandLimit(account: KinesisAccount): void {
	const limit = account.settings.onDemandStreamLimit;
	if (account.onDemandStreamCount() < limit) return;
	throw limitExceeded(`Account ${account.accountId} has reached its limit of ${limit} on-demand streams in ${account.region}.`);
}

function requireActive(account: KinesisAccount, stream: Stream): void {
	if (stream.status !== "ACTIVE") throw streamNotActive(stream.streamName, stream.status, account.accountId);
}
