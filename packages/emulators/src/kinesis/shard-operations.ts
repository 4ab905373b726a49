import { enumeration, integer, required, structure } from "../request-reader.ts";
import { ServiceError } from "../service-error.ts";
import type { KinesisAccount } from "./account.ts";
import { invalidArgument, limitExceeded, shardNotFound, streamNotActive, streamRateExceeded, validationFault } from "./errors.ts";
import { DAY_MS, RESHARDS_PER_24_HOURS, SHARDS_PER_STREAM_MAX, UPDATE_SHARD_COUNT_CALLS_PER_SECOND } from "./limits.ts";
import { hashKey, namedStream, parseInput, shardId } from "./request.ts";
import { checkShardLimit, startReshard } from "./reshard.ts";
import { planSingle, planUniformScaling, type ReshardPlan } from "./reshard-plan.ts";
import { resolveShardId, type Shard } from "./shard.ts";
import type { Stream } from "./stream.ts";

const updateShardCountInput = structure({
	...namedStream,
	TargetShardCount: required(integer(1)),
	ScalingType: required(enumeration(["UNIFORM_SCALING"])),
});
const splitShardInput = structure({ ...namedStream, ShardToSplit: required(shardId), NewStartingHashKey: required(hashKey) });
const mergeShardsInput = structure({ ...namedStream, ShardToMerge: required(shardId), AdjacentShardToMerge: required(shardId) });

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html */
export function updateShardCount(account: KinesisAccount, input: unknown): object {
	const request = parseInput(updateShardCountInput, input);
	const stream = account.requireStream(request);
	const seen = {
		kind: "update-shard-count",
		streamName: stream.streamName,
		currentShardCount: stream.open.count,
		targetShardCount: request.TargetShardCount,
		atMs: account.nowMs(),
	} as const;
	try {
		const plan = checkUpdateShardCount(account, stream, request.TargetShardCount);
		startReshard(account, stream, plan);
	} catch (error) {
		if (error instanceof ServiceError) account.emit({ ...seen, outcome: "refused", code: error.code, message: error.message });
		throw error;
	}
	// Only an accepted call counts against the ten: a refused one did not scale the stream.
	stream.reshardsAcceptedAtMs = [...reshardsOfLastDay(stream, seen.atMs), seen.atMs];
	account.emit({ ...seen, outcome: "accepted" });
	return {
		StreamName: stream.streamName,
		CurrentShardCount: seen.currentShardCount,
		TargetShardCount: seen.targetShardCount,
		StreamARN: stream.streamArn,
	};
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SplitShard.html */
export function splitShard(account: KinesisAccount, input: unknown): object {
	const request = parseInput(splitShardInput, input);
	const stream = account.requireStream(request);
	const shard = requireOpenShard(account, stream, request.ShardToSplit);
	const newStartingHashKey = BigInt(request.NewStartingHashKey);
	if (newStartingHashKey <= shard.startingHashKey + 1n || newStartingHashKey >= shard.endingHashKey) {
		throw invalidArgument(
			`NewStartingHashKey ${newStartingHashKey} used in SplitShard() on shard ${shard.shardId} in stream ${stream.streamName} under account ` +
				`${account.accountId} is not both greater than one plus the shard's StartingHashKey ${shard.startingHashKey} and less than the ` +
				`shard's EndingHashKey ${shard.endingHashKey}.`,
		);
	}
	requireReshardable(account, stream, "SplitShard");
	const plan = planSingle({ kind: "split", startingHashKey: shard.startingHashKey, newStartingHashKey }, stream.open.count);
	checkShardLimit(account, stream, plan);
	startReshard(account, stream, plan);
	return {};
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_MergeShards.html */
export function mergeShards(account: KinesisAccount, input: unknown): object {
	const request = parseInput(mergeShardsInput, input);
	const stream = account.requireStream(request);
	const first = requireOpenShard(account, stream, request.ShardToMerge);
	const second = requireOpenShard(account, stream, request.AdjacentShardToMerge);
	// The adjacent shard is the one above: AWS refuses the same pair the other way round.
	if (first.endingHashKey + 1n !== second.startingHashKey) {
		throw invalidArgument(
			`Shards ${first.shardId} and ${second.shardId} in stream ${stream.streamName} under account ${account.accountId} are not an ` +
				"adjacent pair of shards eligible for merging",
		);
	}
	requireReshardable(account, stream, "MergeShards");
	const mutation = { kind: "merge", startingHashKey: first.startingHashKey, adjacentStartingHashKey: second.startingHashKey } as const;
	startReshard(account, stream, planSingle(mutation, stream.open.count));
	return {};
}

/**
 * Every documented refusal. The documentation gives no order; here it is the state of the stream, its history, then the numbers.
 */
function checkUpdateShardCount(account: KinesisAccount, stream: Stream, targetShardCount: number): ReshardPlan {
	const { streamName } = stream;
	const { accountId } = account;
	if (!account.takeCallOf("UpdateShardCount", UPDATE_SHARD_COUNT_CALLS_PER_SECOND)) throw streamRateExceeded(streamName, accountId);
	requireReshardable(account, stream, "UpdateShardCount");
	const nowMs = account.nowMs();
	if (reshardsOfLastDay(stream, nowMs).length >= RESHARDS_PER_24_HOURS) {
		throw limitExceeded(
			`UpdateShardCount cannot be called more than ${RESHARDS_PER_24_HOURS} times in a rolling 24 hour period for stream ${streamName} ` +
				`under account ${accountId}.`,
		);
	}
	const openShardCount = stream.open.count;
	const counts = `Current open shard count: ${openShardCount} Target shard count: ${targetShardCount}`;
	if (targetShardCount === openShardCount) {
		throw invalidArgument(`Target shard count must differ from the current open shard count. ${counts}`);
	}
	// For a stream with more than 10,000 shards: "down unless the result is less than 10000 shards".
	const largestTarget = openShardCount > SHARDS_PER_STREAM_MAX ? SHARDS_PER_STREAM_MAX - 1 : SHARDS_PER_STREAM_MAX;
	if (targetShardCount > largestTarget) {
		throw limitExceeded(`UpdateShardCount cannot scale a stream to more than ${largestTarget} shards. ${counts}`);
	}
	if (targetShardCount > openShardCount * 2) {
		throw limitExceeded(`UpdateShardCount cannot scale up over double your current open shard count. ${counts}`);
	}
	// AWS does not document how half of an odd count is rounded. Rounding up is legal under either reading.
	if (targetShardCount < Math.ceil(openShardCount / 2)) {
		throw limitExceeded(`UpdateShardCount cannot scale down below half your current open shard count. ${counts}`);
	}
	const plan = planUniformScaling(
		stream.open.shards.map((shard) => shard.startingHashKey),
		targetShardCount,
	);
	checkShardLimit(account, stream, plan);
	return plan;
}

function requireReshardable(account: KinesisAccount, stream: Stream, operation: string): void {
	if (stream.status !== "ACTIVE") throw streamNotActive(stream.streamName, stream.status, account.accountId);
	if (stream.mode === "ON_DEMAND") {
		throw validationFault(
			`${operation} is not supported for stream ${stream.streamName} under account ${account.accountId}: its StreamMode is ON_DEMAND.`,
		);
	}
}

function requireOpenShard(account: KinesisAccount, stream: Stream, named: string): Shard {
	const id = resolveShardId(named);
	const shard = stream.listedShards.find((listed) => listed.shardId === id);
	if (shard === undefined) throw shardNotFound(id ?? named, stream.streamName, account.accountId);
	if (shard.closing !== undefined) {
		throw invalidArgument(
			`Shard ${id} in stream ${stream.streamName} under account ${account.accountId} is closed and cannot be resharded.`,
		);
	}
	return shard;
}

function reshardsOfLastDay(stream: Stream, nowMs: number): readonly number[] {
	return stream.reshardsAcceptedAtMs.filter((atMs) => atMs > nowMs - DAY_MS);
}
