import type { KinesisAccount } from "./account.ts";
import { expiredIterator, invalidArgument } from "./errors.ts";
import { SHARD_ITERATOR_LIFETIME_MS } from "./limits.ts";
import { openToken, sealToken } from "./opaque-token.ts";
import type { Shard } from "./shard.ts";
import type { Stream } from "./stream.ts";

const PURPOSE = "shard-iterator";

/** A place in a shard: the next record to read is the first with this ordinal or a greater one. */
export interface ShardPosition {
	readonly streamName: string;
	readonly streamCreatedAtMs: number;
	readonly shardIndex: number;
	readonly nextOrdinal: number;
}

export function formatShardIterator(stream: Stream, shard: Shard, nextOrdinal: number, nowMs: number): string {
	return sealToken(PURPOSE, [nowMs, stream.streamName, stream.createdAtMs, shard.shardIndex, nextOrdinal]);
}

/**
 * @throws ServiceError InvalidArgumentException, ExpiredIteratorException
 */
export function parseShardIterator(account: KinesisAccount, shardIterator: string): ShardPosition {
	// AWS takes it in quotes, too, as clients send it that pass on a piece of JSON.
	const fields = openToken(PURPOSE, shardIterator.replace(/^"(.*)"$/, "$1"));
	if (fields === undefined) throw invalidArgument("Invalid ShardIterator.");
	const [createdAtMs, streamName, streamCreatedAtMs, shardIndex, nextOrdinal] = fields;
	if (
		typeof createdAtMs !== "number" ||
		typeof streamName !== "string" ||
		typeof streamCreatedAtMs !== "number" ||
		typeof shardIndex !== "number" ||
		typeof nextOrdinal !== "number"
	) {
		throw invalidArgument("Invalid ShardIterator.");
	}
	const nowMs = account.nowMs();
	if (nowMs - createdAtMs > SHARD_ITERATOR_LIFETIME_MS) {
		throw expiredIterator(
			`Iterator expired. The iterator was created at time ${toServiceTime(createdAtMs)} while right now it is ${toServiceTime(nowMs)} ` +
				`which is further in the future than the tolerated delay of ${SHARD_ITERATOR_LIFETIME_MS} milliseconds.`,
		);
	}
	return { streamName, streamCreatedAtMs, shardIndex, nextOrdinal };
}

/** "Thu Jan 22 01:22:02 UTC 2026", from "Thu, 22 Jan 2026 01:22:02 GMT". */
function toServiceTime(epochMs: number): string {
	const [weekday = "", day, month, year, time] = new Date(epochMs).toUTCString().split(" ");
	return `${weekday.replace(",", "")} ${month} ${day} ${time} UTC ${year}`;
}
