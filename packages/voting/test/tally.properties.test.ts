import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InMemoryTally } from "../src/in-memory-ports.ts";
import { countBatch, type ShardVote, type TallyPort } from "../src/index.ts";
import { sequenceNumber, vote } from "./build.ts";

const SEED = 20261123;

/** Few polls, voters and choices, so that duplicates are the rule. */
const recordArbitrary = fc.record({
	vote_id: fc.constantFrom("lunch", "dinner"),
	token: fc.constantFrom("ann", "bob", "cid", "dot"),
	vote_choice: fc.constantFrom("pizza", "constructor"),
});
type Recorded = { readonly vote_id: string; readonly token: string; readonly vote_choice: string };

/** How one call breaks: not made at all; made, but its answer lost; or, for a batch of claims, made in part. */
const breakArbitrary = fc.constantFrom("none", "none", "none", "before", "after", "in-part");
type Break = "after" | "before" | "in-part" | "none";

/** One delivery: how many records, which of its calls break, and how far back before the checkpoint of the poller it begins. */
const deliveryArbitrary = fc.record({
	size: fc.integer({ min: 1, max: 7 }),
	breaks: fc.array(breakArbitrary, { maxLength: 8 }),
	stepBack: fc.constantFrom(0, 0, 0, 1, 3, 20),
});

class Crash extends Error {}

/** The same table, whose n-th call from now breaks as `breaks[n]` says. */
function breaking(tally: TallyPort, breaks: readonly Break[]): TallyPort {
	let call = 0;
	async function attempt<Result>(run: () => Promise<Result>, runInPart: () => Promise<unknown> = async () => undefined): Promise<Result> {
		const how = breaks[call] ?? "none";
		call += 1;
		if (how === "before") throw new Crash();
		if (how === "in-part") {
			await runInPart();
			throw new Crash();
		}
		const result = await run();
		if (how === "after") throw new Crash();
		return result;
	}
	return {
		readCheckpoint: (voteId, shardId) => attempt(() => tally.readCheckpoint(voteId, shardId)),
		readVoters: (voteId, tokens) => attempt(() => tally.readVoters(voteId, tokens)),
		writeVoters: (voteId, claims) =>
			attempt(
				() => tally.writeVoters(voteId, claims),
				() => tally.writeVoters(voteId, new Map([...claims].filter((_, index) => index % 2 === 0))),
			),
		addCounts: (update) => attempt(() => tally.addCounts(update)),
		readResults: (voteId) => attempt(() => tally.readResults(voteId)),
	};
}

function shardVotes(records: readonly Recorded[], firstPosition: number): readonly ShardVote[] {
	return records.map((record, index) => ({ vote: vote(record), sequenceNumber: sequenceNumber(firstPosition + index) }));
}

/** Poll one shard to its end, as an event source mapping does: a failed batch is delivered again, cut differently. */
async function pollShard(
	tally: TallyPort,
	shardId: string,
	log: readonly ShardVote[],
	deliveries: readonly { readonly size: number; readonly breaks: readonly Break[]; readonly stepBack: number }[],
): Promise<void> {
	let position = 0;
	for (const { size, breaks, stepBack } of deliveries) {
		const from = Math.max(0, position - stepBack);
		const batch = log.slice(from, from + size);
		const { failedFrom } = await countBatch(breaking(tally, breaks), shardId, batch);
		position = failedFrom === undefined ? from + batch.length : log.findIndex((record) => record.sequenceNumber === failedFrom);
	}
	for (; position < log.length; position += 5) {
		const { failedFrom } = await countBatch(tally, shardId, log.slice(position, position + 5));
		expect(failedFrom).toBeUndefined();
	}
}

/** The first record of each voter wins, in the order of the shards. */
function expectedCounts(records: readonly Recorded[], pollId: string): Readonly<Record<string, number>> {
	const firstChoice = new Map<string, string>();
	for (const { vote_id, token, vote_choice } of records) {
		if (vote_id === pollId && !firstChoice.has(token)) firstChoice.set(token, vote_choice);
	}
	const counts = new Map<string, number>();
	for (const choice of firstChoice.values()) counts.set(choice, (counts.get(choice) ?? 0) + 1);
	return Object.fromEntries(counts);
}

async function expectExact(tally: TallyPort, records: readonly Recorded[]): Promise<void> {
	for (const voteId of ["lunch", "dinner"]) {
		const { choices, total } = await tally.readResults(voteId);
		const expected = expectedCounts(records, voteId);
		expect(choices).toEqual(expected);
		expect(total).toBe(Object.values(expected).reduce((sum, count) => sum + count, 0));
	}
}

describe("the tally counts each voter once, exactly, whatever breaks", () => {
	it("however deliveries are cut, repeated and broken off, also over a reshard", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(recordArbitrary, { maxLength: 24 }),
				fc.array(recordArbitrary, { maxLength: 12 }),
				fc.array(deliveryArbitrary, { maxLength: 16 }),
				fc.array(deliveryArbitrary, { maxLength: 8 }),
				async (parentRecords, childRecords, parentDeliveries, childDeliveries) => {
					const tally = new InMemoryTally();
					await pollShard(tally, "shardId-000000000000", shardVotes(parentRecords, 1), parentDeliveries);
					await pollShard(tally, "shardId-000000000001", shardVotes(childRecords, 1000), childDeliveries);
					await expectExact(tally, [...parentRecords, ...childRecords]);
				},
			),
			{ seed: SEED, numRuns: 2000 },
		);
	});

	it("when a delivery that was thought dead goes on beside its successors, in any interleaving", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.scheduler(),
				fc.array(recordArbitrary, { minLength: 1, maxLength: 10 }),
				fc.integer({ min: 1, max: 10 }),
				async (scheduler, records, cut) => {
					const tally = new InMemoryTally();
					const slow = interleaved(tally, scheduler);
					const log = shardVotes(records, 1);
					const dead = countBatch(slow, "shardId-000000000000", log);
					const successors = (async () => {
						await expectCounted(countBatch(slow, "shardId-000000000000", log.slice(0, cut)));
						await expectCounted(countBatch(slow, "shardId-000000000000", log.slice(cut)));
					})();
					await scheduler.waitFor(Promise.all([dead, successors]));
					await expectExact(tally, records);
				},
			),
			{ seed: SEED, numRuns: 1000 },
		);
	});

	it("at every single call of one delivery, one after the other", async () => {
		const records: readonly Recorded[] = ["ann", "bob", "ann", "cid", "bob"].map((token) => ({
			vote_id: "lunch",
			token,
			vote_choice: token === "cid" ? "salad" : "pizza",
		}));
		for (const how of ["before", "after", "in-part"] as const) {
			for (let call = 0; call < 4; call += 1) {
				const tally = new InMemoryTally();
				const breaks: Break[] = [...Array<Break>(call).fill("none"), how];
				await pollShard(tally, "shardId-000000000000", shardVotes(records, 1), [{ size: 5, breaks, stepBack: 0 }]);
				await expectExact(tally, records);
			}
		}
	});
});

async function expectCounted(batch: ReturnType<typeof countBatch>): Promise<void> {
	const { failedFrom } = await batch;
	expect(failedFrom).toBeUndefined();
}

function interleaved(tally: TallyPort, scheduler: fc.Scheduler): TallyPort {
	return {
		readCheckpoint: (voteId, shardId) => scheduler.schedule(Promise.resolve()).then(() => tally.readCheckpoint(voteId, shardId)),
		readVoters: (voteId, tokens) => scheduler.schedule(Promise.resolve()).then(() => tally.readVoters(voteId, tokens)),
		writeVoters: (voteId, claims) => scheduler.schedule(Promise.resolve()).then(() => tally.writeVoters(voteId, claims)),
		addCounts: (update) => scheduler.schedule(Promise.resolve()).then(() => tally.addCounts(update)),
		readResults: (voteId) => tally.readResults(voteId),
	};
}
