import { enumeration, integer, optional, type Read, required, structure } from "../request-reader.ts";
import type { KinesisAccount } from "./account.ts";
import { expiredNextToken, invalidArgument, resourceInUse, streamRateExceeded } from "./errors.ts";
import { LIST_SHARDS_CALLS_PER_SECOND_PER_STREAM, LIST_SHARDS_MAX_RESULTS, NEXT_TOKEN_LIFETIME_MS } from "./limits.ts";
import { openToken, sealToken } from "./opaque-token.ts";
import { namedStream, nextToken, parseInput, shardId, timestamp } from "./request.ts";
import type { Shard } from "./shard.ts";
import { describeShard } from "./shard-description.ts";
import type { Stream } from "./stream.ts";

const PURPOSE = "list-shards";

const FILTER_TYPES = ["AFTER_SHARD_ID", "AT_LATEST", "AT_TIMESTAMP", "AT_TRIM_HORIZON", "FROM_TIMESTAMP", "FROM_TRIM_HORIZON"] as const;

const listShardsInput = structure({
	...namedStream,
	NextToken: optional(nextToken),
	ExclusiveStartShardId: optional(shardId),
	MaxResults: optional(integer(1, 10_000)),
	StreamCreationTimestamp: optional(timestamp),
	ShardFilter: optional(
		structure({ Type: required(enumeration(FILTER_TYPES)), ShardId: optional(shardId), Timestamp: optional(timestamp) }),
	),
});

type ListShardsRequest = Read<typeof listShardsInput>;

/** The contents of a NextToken: which shards, and after which one the page begins. */
interface Listing {
	readonly stream: Stream;
	readonly filterType: string;
	readonly filterTimestampMs: number;
	readonly afterShardId: string;
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListShards.html */
export function listShards(account: KinesisAccount, input: unknown): object {
	const request = parseInput(listShardsInput, input);
	if (request.NextToken === undefined && request.StreamName === undefined && request.StreamARN === undefined) {
		throw invalidArgument("Either NextToken or StreamName should be provided.");
	}
	const nowMs = account.nowMs();
	const listing =
		request.NextToken === undefined ? listingOfRequest(account, request) : listingOfToken(account, request, request.NextToken);
	const { stream, afterShardId } = listing;
	if (!account.takeCallOf(`ListShards ${stream.streamName}`, LIST_SHARDS_CALLS_PER_SECOND_PER_STREAM)) {
		throw streamRateExceeded(stream.streamName, account.accountId);
	}
	if (stream.status === "CREATING") {
		throw resourceInUse(`Stream ${stream.streamName} under account ${account.accountId} not ACTIVE, instead in state CREATING`);
	}
	stream.dropExpiredShards(nowMs);
	const maxResults = Math.min(request.MaxResults ?? LIST_SHARDS_MAX_RESULTS, LIST_SHARDS_MAX_RESULTS);
	const matches = matcherOf(listing, stream.trimHorizonMs(nowMs));
	const remaining = stream.listedShards.filter((shard) => shard.shardId > afterShardId && matches(shard));
	const page = remaining.slice(0, maxResults);
	const last = page.at(-1);
	return {
		Shards: page.map((shard) => describeShard(shard, stream.sequenceNumbers)),
		...(remaining.length > maxResults && last !== undefined ? { NextToken: formatToken(listing, last.shardId, nowMs) } : {}),
	};
}

function listingOfRequest(account: KinesisAccount, request: ListShardsRequest): Listing {
	const filter = request.ShardFilter;
	const filterType = filter?.Type ?? "FROM_TRIM_HORIZON";
	const needsShardId = filterType === "AFTER_SHARD_ID";
	if (needsShardId !== (filter?.ShardId !== undefined)) {
		throw invalidArgument(`ShardFilter of Type ${filterType} ${needsShardId ? "needs a" : "takes no"} ShardId.`);
	}
	const needsTimestamp = filterType === "AT_TIMESTAMP" || filterType === "FROM_TIMESTAMP";
	if (needsTimestamp !== (filter?.Timestamp !== undefined)) {
		throw invalidArgument(`ShardFilter of Type ${filterType} ${needsTimestamp ? "needs a" : "takes no"} Timestamp.`);
	}
	return {
		stream: account.requireStream(request),
		filterType,
		filterTimestampMs: filter?.Timestamp ?? 0,
		afterShardId: filter?.ShardId ?? request.ExclusiveStartShardId ?? "",
	};
}

function listingOfToken(account: KinesisAccount, request: ListShardsRequest, token: string): Listing {
	for (const name of ["StreamName", "StreamCreationTimestamp", "ExclusiveStartShardId", "ShardFilter"] as const) {
		if (request[name] !== undefined) throw invalidArgument(`NextToken and ${name} cannot be provided together.`);
	}
	const [createdAtMs, streamName, streamCreatedAtMs, filterType, filterTimestampMs, afterShardId] = openToken(PURPOSE, token) ?? [];
	if (
		typeof createdAtMs !== "number" ||
		typeof streamName !== "string" ||
		typeof filterType !== "string" ||
		typeof filterTimestampMs !== "number" ||
		typeof afterShardId !== "string"
	) {
		throw invalidArgument("Invalid NextToken.");
	}
	if (account.nowMs() - createdAtMs > NEXT_TOKEN_LIFETIME_MS) {
		throw expiredNextToken(`NextToken expired: it was given more than ${NEXT_TOKEN_LIFETIME_MS} milliseconds ago.`);
	}
	const stream = account.requireStream({ StreamName: streamName, StreamARN: request.StreamARN });
	if (stream.createdAtMs !== streamCreatedAtMs) throw invalidArgument("Invalid NextToken: the stream it speaks of was deleted.");
	return { stream, filterType, filterTimestampMs, afterShardId };
}

function formatToken(listing: Listing, afterShardId: string, nowMs: number): string {
	const { stream, filterType, filterTimestampMs } = listing;
	return sealToken(PURPOSE, [nowMs, stream.streamName, stream.createdAtMs, filterType, filterTimestampMs, afterShardId]);
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ShardFilter.html; expired shards are dropped already. */
function matcherOf(listing: Listing, trimHorizonMs: number): (shard: Shard) => boolean {
	const atMs = Math.max(listing.filterTimestampMs, trimHorizonMs);
	switch (listing.filterType) {
		case "AT_LATEST":
			return (shard) => shard.closing === undefined;
		case "AT_TIMESTAMP":
			return (shard) => wasOpenAt(shard, atMs);
		case "AT_TRIM_HORIZON":
			return (shard) => wasOpenAt(shard, Math.max(trimHorizonMs, listing.stream.listedShards[0]?.openedAtMs ?? trimHorizonMs));
		case "FROM_TIMESTAMP":
			return (shard) => shard.closing === undefined || shard.closing.closedAtMs >= atMs;
		default:
			return () => true;
	}
}

/** A shard that closes when its children open is no longer open at that moment. */
function wasOpenAt(shard: Shard, atMs: number): boolean {
	return shard.openedAtMs <= atMs && (shard.closing === undefined || shard.closing.closedAtMs > atMs);
}
