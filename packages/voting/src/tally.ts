import type { ShardVote, TallyPort } from "./ports.ts";

/** The result for one poll's part of a batch. */
export interface PollCounted {
	readonly voteId: string;
	/** Votes counted now. */
	readonly counted: readonly ShardVote[];
	/** Votes of tokens that had voted before, in this batch or an earlier one. */
	readonly duplicates: readonly ShardVote[];
	/** At or below the checkpoint: counted by an earlier delivery. */
	readonly alreadyCounted: readonly ShardVote[];
}

export interface BatchCounted {
	readonly polls: readonly PollCounted[];
	/** Lowest sequence number of a poll that could not be counted: the delivery starts again from it. */
	readonly failedFrom?: string;
	readonly failures: readonly { readonly voteId: string; readonly votes: readonly ShardVote[]; readonly error: unknown }[];
}

/**
 * An earlier delivery that seemed dead moved the checkpoint between our read and our write. In each round one of the two makes progress.
 */
const MAX_ROUNDS = 5;

/**
 * Polls of one batch that are counted at once. A batch of 500 records may name 500 polls; their calls must not all be open together.
 */
const POLLS_AT_ONCE = 8;

/**
 * Count a batch of one shard, each (vote_id, token) once, after any earlier deliveries, even broken ones.
 *
 * @param votes in the order of the shard
 * @returns values only: the result names each failed poll and the sequence number to start again from
 */
export async function countBatch(tally: TallyPort, shardId: string, votes: readonly ShardVote[]): Promise<BatchCounted> {
	const byPoll = Map.groupBy(votes, ({ vote }) => vote.vote_id);
	const queue = [...byPoll.entries()];
	const polls: PollCounted[] = [];
	const failures: { voteId: string; votes: readonly ShardVote[]; error: unknown }[] = [];
	let failedFrom: string | undefined;

	async function work(): Promise<void> {
		for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
			const [voteId, pollVotes] = next;
			try {
				polls.push(await countPoll(tally, shardId, voteId, pollVotes));
			} catch (error) {
				failures.push({ voteId, votes: pollVotes, error });
				const first = pollVotes[0]?.sequenceNumber;
				if (first !== undefined && (failedFrom === undefined || isAfter(failedFrom, first))) failedFrom = first;
			}
		}
	}

	await Promise.all(Array.from({ length: POLLS_AT_ONCE }, work));
	return { polls, failures, ...(failedFrom === undefined ? {} : { failedFrom }) };
}

/**
 * One poll's votes of one shard, in four steps: skip the votes up to the checkpoint; find the new tokens; claim them; add the counts
 * and move the checkpoint in one conditional write.
 *
 * A token is new if it is not claimed, **or if this very record has claimed it**. In the second case an earlier delivery claimed it and
 * broke off before it added the count: otherwise the checkpoint would be at or above the record. The properties in
 * `test/tally.properties.test.ts` break off after every call and deliver again at other batch boundaries.
 */
async function countPoll(tally: TallyPort, shardId: string, voteId: string, votes: readonly ShardVote[]): Promise<PollCounted> {
	for (let round = 1; round <= MAX_ROUNDS; round += 1) {
		const checkpoint = await tally.readCheckpoint(voteId, shardId);
		const isOpen = ({ sequenceNumber }: ShardVote) => checkpoint === undefined || isAfter(sequenceNumber, checkpoint);
		const open = votes.filter(isOpen);
		const alreadyCounted = votes.filter((vote) => !isOpen(vote));
		const last = open.at(-1);
		if (last === undefined) return { voteId, counted: [], duplicates: [], alreadyCounted };
		const fresh = await newVotes(tally, voteId, open);
		const summary = { voteId, counted: [...fresh], duplicates: open.filter((vote) => !fresh.has(vote)), alreadyCounted };
		// Nothing to add: the checkpoint may stay behind, since a duplicate token is a duplicate again.
		if (fresh.size === 0) return summary;
		await tally.writeVoters(
			voteId,
			new Map([...fresh].map(({ vote, sequenceNumber }) => [vote.token, { sequenceNumber, choice: vote.vote_choice }])),
		);
		const counts = new Map<string, number>();
		for (const { vote } of fresh) counts.set(vote.vote_choice, (counts.get(vote.vote_choice) ?? 0) + 1);
		const update = { voteId, shardId, fromCheckpoint: checkpoint, toCheckpoint: last.sequenceNumber, counts };
		if ((await tally.addCounts(update)) === "added") return summary;
	}
	throw new Error(`The checkpoint of poll ${voteId} in ${shardId} moved ${MAX_ROUNDS} times while it was counted`);
}

/** The first vote of each token that no other record has claimed. */
async function newVotes(tally: TallyPort, voteId: string, votes: readonly ShardVote[]): Promise<ReadonlySet<ShardVote>> {
	const firstByToken = new Map<string, ShardVote>();
	for (const shardVote of votes) if (!firstByToken.has(shardVote.vote.token)) firstByToken.set(shardVote.vote.token, shardVote);
	const claims = await tally.readVoters(voteId, [...firstByToken.keys()]);
	const fresh = [...firstByToken.values()].filter(({ vote, sequenceNumber }) => {
		const claim = claims.get(vote.token);
		return claim === undefined || claim === sequenceNumber;
	});
	return new Set(fresh);
}

/** Sequence numbers have up to 128 bits and no fixed length. Without leading zeros, the longer one is greater. */
export function isAfter(left: string, right: string): boolean {
	if (left.length !== right.length) return left.length > right.length;
	return left > right;
}
