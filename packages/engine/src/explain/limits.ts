import { MAX_SHARDS_PER_STREAM, RESHARDS_PER_ROLLING_DAY } from "../kinesis-limits.ts";
import type { BacklogBlock, Block, BlockingConsumer, Limit } from "../step.ts";
import { duration, shards, utcSecond, whole } from "./format.ts";
import { describeOverride } from "./override.ts";
import { shortWords } from "./visible-text.ts";

/** Longer than any refusal of the service: what a hand has stored may be of any length. */
const MAX_REFUSAL_LENGTH = 1_000;

/** "capped at double, rounded up to a multiple of 25 %"; empty if no limit applied. */
export function describeLimits(limits: readonly Limit[]): string {
	return limits.map(describeLimit).join(", ");
}

function describeLimit(limit: Limit): string {
	switch (limit.limit) {
		case "account":
			return limit.freeShardCount === undefined
				? "kept within the account's quota"
				: `kept within the account's ${whole(limit.freeShardCount)} free shards`;
		case "below-maximum":
			return `brought below the ${whole(MAX_SHARDS_PER_STREAM)} shards that a stream may have`;
		case "double":
			return "capped at double";
		case "half":
			return "at least half";
		case "maximum":
			return `capped at the maximum of ${whole(limit.shardCount)}`;
		case "quarters":
			return "rounded up to a multiple of 25 %";
		default:
			return limit satisfies never;
	}
}

/** What forbids the wanted change now, as part of a sentence: "the stream is UPDATING". */
export function describeBlock(block: Block, openShardCount: number): string {
	if ("refused" in block) {
		const { atMs, message, refusedShardCount } = block.refused;
		return `the service refused ${shards(refusedShardCount)} at ${utcSecond(atMs)}: ${withoutStop(shortWords(message, MAX_REFUSAL_LENGTH))}`;
	}
	switch (block.blockedBy) {
		case "stream-not-active":
			return "impossibleShardCount" in block
				? `the stream is ${block.streamStatus} with ${block.impossibleShardCount} open shards; a reshard needs a whole number of at least 1`
				: `the stream is ${block.streamStatus}`;
		case "reshard-in-progress":
			return "the stream is UPDATING: a reshard is in progress";
		case "on-demand":
			return "the stream is in on-demand mode: the service scales it and refuses UpdateShardCount";
		case "hold":
		case "pause":
			return `the stream is ${describeOverride(block.override)}`;
		case "reshard-quota":
			return `${describeUsed(block)}, and the service allows ${RESHARDS_PER_ROLLING_DAY}${possibleFrom("the next one", block.untilMs)}`;
		case "reshard-reserve":
			return `${whole(block.left)} of ${RESHARDS_PER_ROLLING_DAY} reshards are left${describeGuessedReserve(block.guessed)}, and Headroom keeps ${block.kept} for scaling out${possibleFrom("a scale in", block.untilMs)}`;
		case "cooldown":
			return `the cooldown of ${duration(block.cooldownSeconds)} after the last reshard ends at ${utcSecond(block.untilMs)}`;
		case "backlog":
			return describeBacklog(block);
		case "max-shard-count": {
			if ("onlyBelow" in block)
				return `a stream above ${shards(block.onlyBelow)} can only go below that, and one call can at most halve it`;
			const whose = block.whose === "policy" ? "the policy's maximum is" : "a stream has at most";
			return `${whose} ${shards(block.maximum)}, and ${whole(openShardCount)} are open`;
		}
		case "account-shard-quota": {
			const { freeShardCount, neededShardCount, targetShardCount } = block;
			const room =
				freeShardCount === undefined
					? "the account's free shards are unknown"
					: `the account has room for ${whole(freeShardCount)} more shards`;
			const change = `${whole(openShardCount)} → ${whole(targetShardCount)}`;
			return `${room}, and ${change} opens up to ${whole(neededShardCount)} while it runs`;
		}
		default:
			return block satisfies never;
	}
}

function describeUsed({ guessed, triedAtMs, used }: Extract<Block, { readonly blockedBy: "reshard-quota" }>): string {
	if (guessed === undefined) return `${whole(used)} reshards were made in the last 24 h`;
	const tried = triedAtMs === undefined ? "" : `; the one try a day against guessed entries was made at ${utcSecond(triedAtMs)}`;
	return `the ledger has ${whole(used)} entries of the last 24 h: ${whole(used - guessed)} known, ${whole(guessed)} guessed from a changed shard count${tried}`;
}

/** What guessed entries are, as a sentence. */
export function describeGuessed(guessed: number): string {
	const entries = guessed === 1 ? "1 entry of the ledger is" : `${whole(guessed)} entries of the ledger are`;
	return `${entries} guessed: somebody else changed the shard count, perhaps by SplitShard or MergeShards, which are not among the ${RESHARDS_PER_ROLLING_DAY}.`;
}

function possibleFrom(what: string, untilMs: number | undefined): string {
	return untilMs === undefined ? "" : `; ${what} is possible from ${utcSecond(untilMs)}`;
}

/** A scale in can wait, so what may be one of the ten counts as one. */
function describeGuessedReserve(guessed: number | undefined): string {
	return guessed === undefined ? "" : ` (${whole(guessed)} of those used are guessed, and count for a scale in)`;
}

function describeBacklog({ allowedMs, behindMs, consumer, unlisted }: BacklogBlock): string {
	if (unlisted !== undefined) {
		return `the stream's consumers could not be listed (${withoutStop(shortWords(unlisted, MAX_REFUSAL_LENGTH))}), and Headroom does not scale in without them`;
	}
	if (behindMs !== undefined) {
		const who = consumer?.name === undefined ? "a consumer" : `consumer ${consumer.name}`;
		return `${who} is ${duration(Math.round(behindMs / 1_000))} behind, and the policy allows at most ${duration(allowedMs / 1_000)} for a scale in`;
	}
	if (consumer === undefined) return "the consumers' iterator age is unknown, and Headroom does not scale in without it";
	const stopped = describeStopped(consumer);
	return consumer.stoppedAtMs === undefined ? stopped : `${stopped}, and what it missed is still in the stream`;
}

function describeStopped({ name = "", reads, stoppedAtMs }: BlockingConsumer): string {
	const since = stoppedAtMs === undefined ? "" : ` since ${utcSecond(stoppedAtMs)}`;
	switch (reads) {
		case "enhanced-fan-out":
			return stoppedAtMs === undefined
				? `consumer ${name} is registered, and nobody has been seen to read`
				: `consumer ${name} has not read${since}`;
		case "event-source-mapping":
			return stoppedAtMs === undefined
				? `function ${name} has an event source mapping, and nobody has been seen to read`
				: `the event source mapping of function ${name} has not read${since}`;
		case "shared":
			return `a consumer that shares the shards has not read${since}`;
		default:
			return reads satisfies never;
	}
}

/** Most messages of the service end with a full stop. */
function withoutStop(message: string): string {
	return message.endsWith(".") ? message.slice(0, -1) : message;
}
