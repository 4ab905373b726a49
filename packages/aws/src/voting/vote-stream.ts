import { KinesisClient, PutRecordCommand, PutRecordsCommand, type PutRecordsResultEntry } from "@aws-sdk/client-kinesis";
import { isShardThrottle, throttledShardId } from "@headroom/producer";
import { type PutVoteOutcome, partitionKeyOf, type Vote, VoteStreamError, type VoteStreamPort, writeVoteRecord } from "@headroom/voting";
import { functionClientConfig } from "../shared/function-client-config.ts";
import { DATA_PLANE_TIMEOUTS } from "../shared/function-http-handler.ts";
import { faultMessage, sdkFault } from "../shared/sdk-errors.ts";

export interface KinesisVoteStreamOptions {
	readonly streamName: string;
	/** Tries each call once. Created if absent. */
	readonly client?: KinesisClient;
}

/**
 * The votes stream over PutRecord and PutRecords. The SDK's own retries are off: voting decides when to retry a throttled
 * write, and counts every throttle.
 */
export function kinesisVoteStream({ streamName, client = singleAttemptClient() }: KinesisVoteStreamOptions): VoteStreamPort {
	return {
		async putVote(vote) {
			try {
				const stored = await client.send(new PutRecordCommand({ StreamName: streamName, ...recordOf(vote) }));
				return storedOutcome(stored.ShardId, stored.SequenceNumber, streamName);
			} catch (error) {
				return throttledOutcomeOrThrow(error, "kinesis:PutRecord", streamName);
			}
		},

		async putVotes(votes) {
			if (votes.length === 0) return [];
			try {
				const answer = await client.send(new PutRecordsCommand({ StreamName: streamName, Records: votes.map(recordOf) }));
				return batchOutcomes(answer.Records ?? [], votes.length, streamName);
			} catch (error) {
				const outcome = throttledOutcomeOrThrow(error, "kinesis:PutRecords", streamName);
				return votes.map(() => outcome);
			}
		},
	};
}

function singleAttemptClient(): KinesisClient {
	return new KinesisClient({
		...functionClientConfig(DATA_PLANE_TIMEOUTS),
		maxAttempts: 1,
		// The middleware stack once per command instead of once per call. Safe here: every call goes to one endpoint with one identity.
		cacheMiddleware: true,
	});
}

const textEncoder = new TextEncoder();

function recordOf(vote: Vote): { readonly Data: Uint8Array; readonly PartitionKey: string } {
	return { Data: textEncoder.encode(writeVoteRecord(vote)), PartitionKey: partitionKeyOf(vote) };
}

/**
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html: the answer's order is the request's. Read 2026-11-23.
 */
function batchOutcomes(entries: readonly PutRecordsResultEntry[], voteCount: number, streamName: string): readonly PutVoteOutcome[] {
	if (entries.length !== voteCount) {
		throw malformedAnswer(`kinesis:PutRecords on stream ${streamName} answered ${entries.length} records for ${voteCount}.`);
	}
	return entries.map((entry) =>
		entry.ErrorCode === undefined
			? storedOutcome(entry.ShardId, entry.SequenceNumber, streamName)
			: // ProvisionedThroughputExceededException or InternalFailure, the only two documented: both mean "not stored, try again".
				throttled(entry.ErrorMessage),
	);
}

function storedOutcome(shardId: string | undefined, sequenceNumber: string | undefined, streamName: string): PutVoteOutcome {
	if (shardId === undefined || sequenceNumber === undefined) {
		throw malformedAnswer(`Stream ${streamName} stored a record without saying under which shard and sequence number.`);
	}
	return { kind: "stored", shardId, sequenceNumber };
}

function throttledOutcomeOrThrow(error: unknown, action: string, streamName: string): PutVoteOutcome {
	if (error instanceof VoteStreamError) throw error;
	const fault = sdkFault(error);
	if (isShardThrottle(fault.name)) return throttled(fault.message);
	throw new VoteStreamError(faultMessage(fault, action, `stream ${streamName}`), {
		code: `vote-stream.${fault.kind}`,
		retryable: fault.retryable,
		cause: error,
	});
}

function throttled(message: string | undefined): PutVoteOutcome {
	const shardId = throttledShardId(message);
	return shardId === undefined ? { kind: "throttled" } : { kind: "throttled", shardId };
}

function malformedAnswer(message: string): VoteStreamError {
	return new VoteStreamError(message, { code: "vote-stream.unavailable", retryable: true });
}
