import type { OverflowPort, PutVoteOutcome, Vote, VoteStreamPort } from "@headroom/voting";
import { InMemoryTally } from "@headroom/voting/in-memory";
import type { OpenShards } from "./kinesis-service.ts";

export const POLL_ID = "endurance";

const HASH_KEYS = 2n ** 128n;
const SEQUENCE_DIGITS = 56;

export interface StoredVote {
	readonly vote: Vote;
	readonly sequenceNumber: string;
}

/** One shard's votes, in their order. */
export interface ShardLog {
	readonly shardId: string;
	readonly startingHashKey: bigint;
	/** Not included. */
	readonly endingHashKey: bigint;
	readonly votes: StoredVote[];
	/** How many its consumer has been given for good. */
	consumed: number;
	isOpen: boolean;
}

/** The records of the votes stream, shard by shard, parents before their children. */
export class VotesStream implements VoteStreamPort {
	readonly logs: ShardLog[] = [];
	readonly #isThrottled: () => boolean;
	#nextSequence = 1;

	/** @param isThrottled whether the stream's other records leave no room for a vote now */
	constructor(isThrottled: () => boolean) {
		this.#isThrottled = isThrottled;
	}

	/** Shards with votes for the consumer: none whose parent has some. */
	deliverable(): ShardLog[] {
		return this.logs.filter(
			(log, index) => log.consumed < log.votes.length && !this.logs.slice(0, index).some((older) => isBefore(older, log)),
		);
	}

	async putVote(vote: Vote): Promise<PutVoteOutcome> {
		const log = this.logs.find((each) => each.isOpen && isWithin(each, hashKeyOf(vote.token)));
		if (log === undefined || this.#isThrottled()) return { kind: "throttled" };
		const sequenceNumber = `49${String(this.#nextSequence++).padStart(SEQUENCE_DIGITS - 2, "0")}`;
		log.votes.push({ vote, sequenceNumber });
		return { kind: "stored", shardId: log.shardId, sequenceNumber };
	}

	async putVotes(votes: readonly Vote[]): Promise<readonly PutVoteOutcome[]> {
		return Promise.all(votes.map((vote) => this.putVote(vote)));
	}

	setShards(shards: OpenShards): void {
		for (const log of this.logs) log.isOpen = shards.some(({ shardId }) => shardId === log.shardId);
		shards.forEach(({ shardId, startingHashKey }, index) => {
			if (this.logs.some((log) => log.shardId === shardId)) return;
			const endingHashKey = shards[index + 1]?.startingHashKey ?? HASH_KEYS;
			this.logs.push({ shardId, startingHashKey, endingHashKey, votes: [], consumed: 0, isOpen: true });
		});
	}
}

/** Whether the log's keys were another's before, and that one is not consumed. */
function isBefore(older: ShardLog, log: ShardLog): boolean {
	const overlaps = older.startingHashKey < log.endingHashKey && log.startingHashKey < older.endingHashKey;
	return overlaps && older.consumed < older.votes.length;
}

function isWithin({ endingHashKey, startingHashKey }: ShardLog, hashKey: bigint): boolean {
	return startingHashKey <= hashKey && hashKey < endingHashKey;
}

/** Even over all keys, as MD5 is. */
function hashKeyOf(partitionKey: string): bigint {
	let hash = 0x811c9dc5;
	for (let index = 0; index < partitionKey.length; index += 1) hash = Math.imul(hash ^ partitionKey.charCodeAt(index), 0x01000193);
	return BigInt(Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0) << 96n;
}

export interface QueuedMessage {
	readonly messageId: string;
	readonly body: string;
	visibleAtMs: number;
}

/** The overflow queue. */
export class VotesQueue implements OverflowPort {
	messages: QueuedMessage[] = [];
	readonly #nowMs: () => number;
	#nextId = 1;

	constructor(nowMs: () => number) {
		this.#nowMs = nowMs;
	}

	async send(vote: Vote, delaySeconds: number): Promise<void> {
		this.messages.push({
			messageId: `message-${this.#nextId++}`,
			body: JSON.stringify(vote),
			visibleAtMs: this.#nowMs() + delaySeconds * 1_000,
		});
	}

	async setAside(): Promise<void> {
		throw new Error("Every message is a vote here.");
	}

	/** Up to `count` visible messages, which nobody else sees until `visibilityMs` have passed. */
	receive(count: number, visibilityMs: number): QueuedMessage[] {
		const nowMs = this.#nowMs();
		const received = this.messages.filter(({ visibleAtMs }) => visibleAtMs <= nowMs).slice(0, count);
		for (const message of received) message.visibleAtMs = nowMs + visibilityMs;
		return received;
	}

	remove(messages: readonly QueuedMessage[]): void {
		this.messages = this.messages.filter((message) => !messages.includes(message));
	}
}

/** The voting system's part of the world, and what really became of the votes. */
export class Votes {
	readonly stream: VotesStream;
	readonly queue: VotesQueue;
	readonly tally = new InMemoryTally();
	/** Every voter who ever tried. */
	readonly tried = new Set<string>();
	/** Those who were told that their vote counts. */
	readonly accepted = new Set<string>();
	/** Whom the table has as a voter. */
	readonly claimed = new Set<string>();

	constructor(isThrottled: () => boolean, nowMs: () => number) {
		this.stream = new VotesStream(isThrottled);
		this.queue = new VotesQueue(nowMs);
	}
}
