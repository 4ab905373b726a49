import type { OverflowPort, PollResults, PutVoteOutcome, ShardVote, TallyPort, TallyUpdate, Vote, VoteStreamPort } from "./ports.ts";

/** One shard that stores everything, or answers as `outcomeOf` says: `throttled`, or an error to throw. */
export class InMemoryVoteStream implements VoteStreamPort {
	readonly shardId = "shardId-000000000000";
	readonly stored: ShardVote[] = [];
	readonly #outcomeOf: (vote: Vote) => "stored" | "throttled" | Error;
	#putCount = 0;

	constructor(outcomeOf: (vote: Vote) => "stored" | "throttled" | Error = () => "stored") {
		this.#outcomeOf = outcomeOf;
	}

	/** Attempts so far, stored or not. */
	get putCount(): number {
		return this.#putCount;
	}

	async putVote(vote: Vote): Promise<PutVoteOutcome> {
		this.#putCount += 1;
		const outcome = this.#outcomeOf(vote);
		if (outcome instanceof Error) throw outcome;
		if (outcome === "throttled") return { kind: "throttled", shardId: this.shardId };
		const sequenceNumber = String(this.stored.length + 1).padStart(56, "4");
		this.stored.push({ vote, sequenceNumber });
		return { kind: "stored", shardId: this.shardId, sequenceNumber };
	}

	async putVotes(votes: readonly Vote[]): Promise<readonly PutVoteOutcome[]> {
		const outcomes: PutVoteOutcome[] = [];
		for (const vote of votes) outcomes.push(await this.putVote(vote));
		return outcomes;
	}
}

/** A queue that keeps everything it is given. */
export class InMemoryOverflow implements OverflowPort {
	readonly sent: { readonly vote: Vote; readonly delaySeconds: number }[] = [];
	readonly asides: { readonly body: string; readonly reason: string }[] = [];

	async send(vote: Vote, delaySeconds: number): Promise<void> {
		this.sent.push({ vote, delaySeconds });
	}

	async setAside(body: string, reason: string): Promise<void> {
		this.asides.push({ body, reason });
	}
}

/** The tally table, with the conditions that the real one has. */
export class InMemoryTally implements TallyPort {
	readonly #checkpoints = new Map<string, string>();
	readonly #voters = new Map<string, string>();
	readonly #counts = new Map<string, Map<string, number>>();

	async readCheckpoint(voteId: string, shardId: string): Promise<string | undefined> {
		return this.#checkpoints.get(key(voteId, shardId));
	}

	async readVoters(voteId: string, tokens: readonly string[]): Promise<ReadonlyMap<string, string>> {
		const claims = new Map<string, string>();
		for (const token of tokens) {
			const claim = this.#voters.get(key(voteId, token));
			if (claim !== undefined) claims.set(token, claim);
		}
		return claims;
	}

	async writeVoters(
		voteId: string,
		claims: ReadonlyMap<string, { readonly sequenceNumber: string; readonly choice: string }>,
	): Promise<void> {
		for (const [token, { sequenceNumber }] of claims) this.#voters.set(key(voteId, token), sequenceNumber);
	}

	async addCounts(update: TallyUpdate): Promise<"added" | "behind"> {
		const checkpointKey = key(update.voteId, update.shardId);
		if (this.#checkpoints.get(checkpointKey) !== update.fromCheckpoint) return "behind";
		this.#checkpoints.set(checkpointKey, update.toCheckpoint);
		const counts = this.#counts.get(update.voteId) ?? new Map<string, number>();
		for (const [choice, count] of update.counts) counts.set(choice, (counts.get(choice) ?? 0) + count);
		this.#counts.set(update.voteId, counts);
		return "added";
	}

	async readResults(voteId: string): Promise<PollResults> {
		const counts = this.#counts.get(voteId) ?? new Map<string, number>();
		const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
		return { voteId, choices: Object.fromEntries(counts), total };
	}
}

function key(voteId: string, part: string): string {
	return JSON.stringify([voteId, part]);
}
