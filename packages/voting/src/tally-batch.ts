import { isAggregatedRecord } from "./aggregated-record.ts";
import type { ShardVote, TallyPort } from "./ports.ts";
import { countBatch } from "./tally.ts";
import { errorText } from "./vote-log.ts";
import { readVoteRecord } from "./vote-record.ts";

/**
 * The part of a record of a Kinesis event that the tally reads.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html read 2026-11-23
 */
export interface StreamRecord {
	/** `shardId-000000000006:4959…`. */
	readonly eventID: string;
	readonly kinesis: { readonly sequenceNumber: string /** Base64. */; readonly data: string };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html read 2026-11-23 */
export interface StreamBatchResponse {
	readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

export interface TallyBatchPorts {
	readonly tally: TallyPort;
	log(level: "error" | "info" | "warn", event: string, fields: Readonly<Record<string, unknown>>): void;
}

/**
 * Count one delivery, which holds records of one shard in their order.
 *
 * A record that is not a vote is logged and skipped: the next delivery would bring the same, and the shard must not wait for it. If a poll
 * cannot be counted, the answer names its first sequence number, and the service delivers that record and all after it again. The records
 * of other polls are then below their checkpoints.
 */
export async function answerTallyBatch(ports: TallyBatchPorts, records: readonly StreamRecord[]): Promise<StreamBatchResponse> {
	const shardId = records[0]?.eventID.split(":", 1)[0] ?? "";
	const { votes, poisonCount } = readVotes(ports, shardId, records);
	const { polls, failures, failedFrom } = await countBatch(ports.tally, shardId, votes);
	for (const { voteId, votes: failed, error } of failures) {
		ports.log("error", "tally.failed", {
			shard_id: shardId,
			vote_id: voteId,
			sequence_number: failedFrom,
			error: errorText(error),
			request_ids: requestIdsOf(failed),
		});
	}
	const counted = polls.flatMap((poll) => poll.counted);
	const duplicates = polls.flatMap((poll) => poll.duplicates);
	const alreadyCounted = polls.flatMap((poll) => poll.alreadyCounted);
	ports.log("info", "tally.counted", {
		shard_id: shardId,
		records: records.length,
		polls: polls.length,
		counted: counted.length,
		duplicates: duplicates.length,
		already_counted: alreadyCounted.length,
		poison: poisonCount,
		...(counted.length > 0 && { counted_request_ids: requestIdsOf(counted) }),
		...(duplicates.length > 0 && { duplicate_request_ids: requestIdsOf(duplicates) }),
		...(alreadyCounted.length > 0 && { already_counted_request_ids: requestIdsOf(alreadyCounted) }),
	});
	return { batchItemFailures: failedFrom === undefined ? [] : [{ itemIdentifier: failedFrom }] };
}

function readVotes(ports: TallyBatchPorts, shardId: string, records: readonly StreamRecord[]) {
	const votes: ShardVote[] = [];
	for (const { kinesis } of records) {
		const { sequenceNumber, data } = kinesis;
		const bytes = Buffer.from(data, "base64");
		const record = isAggregatedRecord(bytes) ? AGGREGATED : readVoteRecord(bytes.toString("utf8"));
		if (record.kind === "vote") votes.push({ vote: record.vote, sequenceNumber });
		else ports.log("warn", "tally.poison", { shard_id: shardId, sequence_number: sequenceNumber, reason: record.reason });
	}
	return { votes, poisonCount: records.length - votes.length };
}

const AGGREGATED = {
	kind: "poison",
	reason:
		"an aggregated record of the Kinesis Producer Library (KPL): its votes are not counted. Set AggregationEnabled to false in the producer",
} as const;

/** The ids that every line about these votes has, so that one search finds them all. */
function requestIdsOf(votes: readonly ShardVote[]): readonly string[] {
	return votes.map(({ vote }) => vote.request_id);
}
