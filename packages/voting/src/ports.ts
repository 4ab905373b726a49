/** One vote as it is put into the stream: the article's record, and the id of its request. */
export interface Vote {
	/** Time-ordered id of the vote: ISO time and the request id. */
	readonly time_id: string;
	/** The poll. */
	readonly vote_id: string;
	/** The voter. */
	readonly token: string;
	readonly vote_choice: string;
	/** Travels with the vote to the tally, so that every log line of one vote can be found. */
	readonly request_id: string;
}

export type PutVoteOutcome =
	| { readonly kind: "stored"; readonly shardId: string; readonly sequenceNumber: string }
	/** `shardId` if the service's message names it. */
	| { readonly kind: "throttled"; readonly shardId?: string };

/** The votes stream, for writing. */
export interface VoteStreamPort {
	/** One attempt, no retry inside. @throws VoteStreamError if the put was neither stored nor throttled */
	putVote(vote: Vote): Promise<PutVoteOutcome>;
	/** One attempt for up to 500 votes; outcomes in the order of the votes. @throws VoteStreamError */
	putVotes(votes: readonly Vote[]): Promise<readonly PutVoteOutcome[]>;
}

/** The queue in which votes wait while the stream is too small. */
export interface OverflowPort {
	/** Durable when it returns. @throws OverflowError */
	send(vote: Vote, delaySeconds: number): Promise<void>;
	/** Moves a message that is no vote to the dead-letter queue, with the reason. @throws OverflowError */
	setAside(body: string, reason: string): Promise<void>;
}

/** A vote as the consumer reads it from one shard. */
export interface ShardVote {
	readonly vote: Vote;
	/** Digits. Within a shard later numbers are greater, compared as whole numbers. */
	readonly sequenceNumber: string;
}

/** The tally table. Every read sees every write that was answered before it. @throws TallyError from each method */
export interface TallyPort {
	/** The sequence number up to which this shard is counted for this poll; absent if none is. */
	readCheckpoint(voteId: string, shardId: string): Promise<string | undefined>;
	/** The sequence number under which each of these tokens was first counted; absent tokens have not voted. */
	readVoters(voteId: string, tokens: readonly string[]): Promise<ReadonlyMap<string, string>>;
	/** Claim each token for its sequence number. Idempotent. */
	writeVoters(voteId: string, claims: ReadonlyMap<string, { readonly sequenceNumber: string; readonly choice: string }>): Promise<void>;
	/**
	 * Add the counts and move the checkpoint, in one conditional update. `behind`: the checkpoint is no longer `fromCheckpoint`, and
	 * nothing was added. `addCounts` of `choice-counts.ts` merges the counts and limits the size of the item.
	 */
	addCounts(update: TallyUpdate): Promise<"added" | "behind">;
	/** Counts by choice, over all shards. */
	readResults(voteId: string): Promise<PollResults>;
}

export interface TallyUpdate {
	readonly voteId: string;
	readonly shardId: string;
	readonly fromCheckpoint: string | undefined;
	readonly toCheckpoint: string;
	readonly counts: ReadonlyMap<string, number>;
}

export interface PollResults {
	readonly voteId: string;
	readonly choices: Readonly<Record<string, number>>;
	readonly total: number;
}

/** One line of a log. */
export interface LogLine {
	readonly atMs: number;
	readonly logGroup: string;
	readonly text: string;
}

/** The logs of all parts that a vote passes through: the API, place-vote, the drainer, the tally. */
export interface LogSearchPort {
	/** Every line that contains the text, the oldest first. @throws LogSearchError */
	find(text: string): Promise<readonly LogLine[]>;
}
