import { addCounts } from "./choice-counts.ts";
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

/** A queue that keeps every message. */
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

/** The tally table, with the conditions of the real one. */
export class InMemoryTally implements TallyPort {
	readonly #checkpoints = new Map<string, string>();
	readonly #voters = new Map<string, string>();
	readonly #counts = new Map<string, ReadonlyMap<string, number>>();
	readonly #shardsOfPoll = new Map<string, Set<string>>();

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
		this.#counts.set(checkpointKey, addCounts(this.#counts.get(checkpointKey) ?? new Map(), update.counts));
		this.#shardsOfPoll.set(update.voteId, (this.#shardsOfPoll.get(update.voteId) ?? new Set()).add(checkpointKey));
		return "added";
	}

	async readResults(voteId: string): Promise<PollResults> {
		const choices = new Map<string, number>();
		let total = 0;
		for (const shardKey of this.#shardsOfPoll.get(voteId) ?? []) {
			for (const [choice, count] of this.#counts.get(shardKey) ?? []) {
				choices.set(choice, (choices.get(choice) ?? 0) + count);
				total += count;
			}
		}
		return { voteId, choices: Object.fromEntries(choices), total };
	}
}

function key(voteId: string, part: string): string {
	return JSON.stringify([voteId, part]);
}
