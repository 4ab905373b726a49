import { answerTallyBatch, createDrainer, placeVote, RetryBudget, type TallyPort, type Vote } from "@headroom/voting";
import { type VotingPorts, votingWithBug } from "../bugs/seeded-bugs.ts";
import { type CallingProcess, faultyPort } from "../faults/faulty-calls.ts";
import { Random } from "../time/random.ts";
import { POLL_ID, type ShardLog } from "../world/votes-service.ts";
import type { World } from "../world/world.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** See FUNCTIONS, TALLY_EVENT_SOURCE, DRAIN_EVENT_SOURCE and QUEUES in packages/config. */
const PLACE_VOTE_TIMEOUT_MS = 15 * SECOND_MS;
const TALLY_TIMEOUT_MS = MINUTE_MS;
const TALLY_BATCH_SIZE = 500;
const DRAIN_TIMEOUT_MS = MINUTE_MS;
const PUT_BACK_TIME_MS = 10 * SECOND_MS;
const DRAIN_BATCH_SIZE = 100;
const DRAINS_AT_ONCE = 2;
const VISIBILITY_MS = 360 * SECOND_MS;
const POLL_EVERY_MS = 10 * SECOND_MS;
/** A voter whose vote was refused, or never answered, tries again a minute later, and gives up at last. */
const TRIES = 4;
const VOTES_A_MINUTE = { least: 4, most: 12 };
/** Whoever votes later may not be counted yet when the run ends. */
const LAST_VOTE_BEFORE_END_MS = 30 * MINUTE_MS;
const VOTES_TWICE = 0.05;

/** People who vote, and the three functions that carry their votes into the tally. */
export class Voting {
	readonly #world: World;
	readonly #random: Random;
	readonly #inFlight = new Set<ShardLog>();
	#draining = 0;
	#nextVoter = 1;
	#nextRequest = 1;

	constructor(world: World) {
		this.#world = world;
		this.#random = new Random(world.options.seed, "voters");
		const { time } = world;
		time.every(MINUTE_MS, time.nowMs() + 5 * SECOND_MS, () => {
			if (time.nowMs() > world.endsAtMs - LAST_VOTE_BEFORE_END_MS) return;
			const votes = this.#random.between(VOTES_A_MINUTE.least, VOTES_A_MINUTE.most);
			for (let vote = 0; vote < votes; vote += 1)
				this.#after(this.#random.between(0, MINUTE_MS - 1), () => this.#vote(this.#voter(), TRIES));
		});
		time.every(POLL_EVERY_MS, time.nowMs() + POLL_EVERY_MS, () => {
			for (const log of world.votes.stream.deliverable()) this.#count(log);
			this.#drain();
		});
	}

	#voter(): string {
		const isOld = this.#nextVoter > 1 && this.#random.chance(VOTES_TWICE);
		return `voter-${isOld ? this.#random.between(1, this.#nextVoter - 1) : this.#nextVoter++}`;
	}

	#vote(token: string, triesLeft: number): void {
		const { journal, time } = this.#world;
		const again = (): void => {
			if (triesLeft > 1) this.#after(MINUTE_MS, () => this.#vote(token, triesLeft - 1));
		};
		const requestId = `request-${this.#nextRequest++}`;
		const vote: Vote = {
			time_id: `${new Date(time.nowMs()).toISOString()}#${requestId}`,
			vote_id: POLL_ID,
			token,
			vote_choice: token.length % 2 === 0 ? "even" : "odd",
			request_id: requestId,
		};
		this.#world.votes.tried.add(token);
		const calling = { isDead: false, isDisturbed: false };
		const place = async (): Promise<void> => {
			const { overflow, stream } = this.#ports(calling);
			const sleep = (milliseconds: number) => time.sleep(milliseconds);
			const random = () => this.#random.next();
			const outcome = await placeVote({ stream, overflow, retryBudget: new RetryBudget(), random, sleep }, vote);
			journal.count(`vote-${outcome.kind}`);
			if (outcome.kind === "refused") again();
			else this.#world.votes.accepted.add(token);
		};
		this.#invoke(calling, PLACE_VOTE_TIMEOUT_MS, place, again);
	}

	/** One batch of one shard at a time, until it is counted. */
	#count(log: ShardLog): void {
		if (this.#inFlight.has(log)) return;
		this.#inFlight.add(log);
		const batch = log.votes.slice(log.consumed, log.consumed + TALLY_BATCH_SIZE);
		const end = (): void => void this.#inFlight.delete(log);
		this.#deliver(
			log,
			batch,
			(failedFrom) => {
				log.consumed =
					failedFrom === undefined
						? log.consumed + batch.length
						: log.votes.findIndex(({ sequenceNumber }) => sequenceNumber === failedFrom);
				end();
				if (this.#world.faults.strikes("batch-repeated"))
					this.#deliver(
						log,
						batch,
						() => {},
						() => {},
					);
			},
			end,
		);
	}

	#deliver(log: ShardLog, batch: ShardLog["votes"], onAnswer: (failedFrom: string | undefined) => void, onFailure: () => void): void {
		const calling = { isDead: false, isDisturbed: false };
		const records = batch.map(({ sequenceNumber, vote }) => ({
			eventID: `${log.shardId}:${sequenceNumber}`,
			kinesis: { sequenceNumber, data: Buffer.from(JSON.stringify(vote)).toString("base64") },
		}));
		const count = async (): Promise<void> => {
			const { batchItemFailures } = await answerTallyBatch({ tally: this.#ports(calling).tally, log: () => {} }, records);
			if (!calling.isDead) onAnswer(batchItemFailures[0]?.itemIdentifier);
		};
		this.#invoke(calling, TALLY_TIMEOUT_MS, count, onFailure);
	}

	#drain(): void {
		const { faults, kinesis, time, votesStreamName } = this.#world;
		while (this.#draining < DRAINS_AT_ONCE) {
			const messages = this.#world.votes.queue.receive(DRAIN_BATCH_SIZE, VISIBILITY_MS);
			if (messages.length === 0) return;
			this.#draining += 1;
			const end = (): void => {
				this.#draining -= 1;
			};
			const calling = { isDead: false, isDisturbed: false };
			const drain = async (): Promise<void> => {
				const { overflow, stream } = this.#ports(calling);
				const drainer = createDrainer({
					stream,
					overflow,
					openShardCount: async () => kinesis.describe(votesStreamName)?.openShardCount ?? 1,
					nowMs: () => time.nowMs(),
					sleep: (milliseconds) => time.sleep(milliseconds),
					log: () => {},
				});
				const { failedMessageIds } = await drainer(messages, time.nowMs() + DRAIN_TIMEOUT_MS - PUT_BACK_TIME_MS);
				if (calling.isDead) return;
				end();
				if (faults.strikes("message-repeated")) return;
				this.#world.votes.queue.remove(messages.filter(({ messageId }) => !failedMessageIds.includes(messageId)));
			};
			this.#invoke(calling, DRAIN_TIMEOUT_MS, drain, end);
		}
	}

	/** @param onFailure once, if the work fails, or its process dies or takes too long */
	#invoke(calling: CallingProcess, timeoutMs: number, work: () => Promise<void>, onFailure: () => void): void {
		let isOver = false;
		const { time } = this.#world;
		const fail = (): void => {
			if (isOver) return;
			isOver = true;
			calling.isDead = true;
			onFailure();
		};
		const cancel = time.schedule(time.nowMs() + timeoutMs, fail);
		void work().then(() => {
			if (!isOver) cancel();
			isOver = true;
		}, fail);
	}

	#ports(calling: CallingProcess): VotingPorts {
		const tally = this.#watchedTally();
		const ports: VotingPorts = {
			stream: faultyPort("vote-stream", this.#world.votes.stream, this.#world, calling),
			overflow: faultyPort("overflow", this.#world.votes.queue, this.#world, calling),
			tally: faultyPort("tally", tally, this.#world, calling),
		};
		return votingWithBug(ports, this.#world.options.bug);
	}

	#watchedTally(): TallyPort {
		const { claimed, tally } = this.#world.votes;
		return {
			readCheckpoint: (...args) => tally.readCheckpoint(...args),
			readVoters: (...args) => tally.readVoters(...args),
			writeVoters: async (voteId, claims) => {
				await tally.writeVoters(voteId, claims);
				for (const token of claims.keys()) claimed.add(token);
			},
			addCounts: (update) => tally.addCounts(update),
			readResults: (voteId) => tally.readResults(voteId),
		};
	}

	#after(milliseconds: number, task: () => void): void {
		const { time } = this.#world;
		time.schedule(time.nowMs() + milliseconds, task);
	}
}
