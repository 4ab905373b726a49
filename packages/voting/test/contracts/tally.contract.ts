import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countBatch, MAX_NAMED_CHOICES, OTHER_CHOICES, type ShardVote, type TallyPort } from "../../src/index.ts";
import { sequenceNumber, vote } from "../build.ts";

export interface TallyHarness {
	readonly port: TallyPort;
	cleanup(): Promise<void>;
}

const SHARD = "shardId-000000000000";
const OTHER_SHARD = "shardId-000000000001";

/**
 * What every tally table must do. Each test has polls of its own, so the table may be shared; it must be empty of them at the start.
 * @param makeHarness asked once
 */
export function tallyContract(name: string, makeHarness: () => Promise<TallyHarness>): void {
	describe(`${name}: the tally table`, () => {
		let harness: TallyHarness;
		let tally: TallyPort;
		beforeAll(async () => {
			harness = await makeHarness();
			tally = harness.port;
		});
		afterAll(() => harness.cleanup());

		function add(voteId: string, from: string | undefined, to: string, counts: Readonly<Record<string, number>>, shardId = SHARD) {
			return tally.addCounts({ voteId, shardId, fromCheckpoint: from, toCheckpoint: to, counts: new Map(Object.entries(counts)) });
		}

		it("knows nothing of a poll without votes", async () => {
			expect(await tally.readCheckpoint("nobody-yet", SHARD)).toBeUndefined();
			expect(await tally.readVoters("nobody-yet", ["ann"])).toEqual(new Map());
			expect(await tally.readResults("nobody-yet")).toEqual({ voteId: "nobody-yet", choices: {}, total: 0 });
		});

		it("finds the claims that were written a moment ago, of 500 tokens, and only those", async () => {
			const tokens = Array.from({ length: 500 }, (_, index) => `voter-${index}`);
			const claimed = tokens.filter((_, index) => index % 3 === 0);
			await tally.writeVoters(
				"claims",
				new Map(claimed.map((token, index) => [token, { sequenceNumber: sequenceNumber(index), choice: "a" }])),
			);
			const found = await tally.readVoters("claims", tokens);
			expect(found).toEqual(new Map(claimed.map((token, index) => [token, sequenceNumber(index)])));
		});

		it("takes the same claims again", async () => {
			const claims = new Map([["ann", { sequenceNumber: sequenceNumber(1), choice: "a" }]]);
			await tally.writeVoters("again", claims);
			await tally.writeVoters("again", claims);
			expect(await tally.readVoters("again", ["ann"])).toEqual(new Map([["ann", sequenceNumber(1)]]));
		});

		it("takes no claims and asks for no tokens without a fault", async () => {
			await tally.writeVoters("none", new Map());
			expect(await tally.readVoters("none", [])).toEqual(new Map());
		});

		it("keeps every digit of a sequence number", async () => {
			const exact = "49590338271490256608559692538361571095921575989136588898";
			await tally.writeVoters("digits", new Map([["ann", { sequenceNumber: exact, choice: "a" }]]));
			await add("digits", undefined, exact, { a: 1 });
			expect(await tally.readVoters("digits", ["ann"])).toEqual(new Map([["ann", exact]]));
			expect(await tally.readCheckpoint("digits", SHARD)).toBe(exact);
		});

		it("adds the counts and moves the checkpoint together", async () => {
			expect(await add("sum", undefined, sequenceNumber(5), { a: 2, b: 1 })).toBe("added");
			expect(await add("sum", sequenceNumber(5), sequenceNumber(9), { b: 4, c: 1 })).toBe("added");
			expect(await tally.readCheckpoint("sum", SHARD)).toBe(sequenceNumber(9));
			expect(await tally.readResults("sum")).toEqual({ voteId: "sum", choices: { a: 2, b: 5, c: 1 }, total: 8 });
		});

		it("is behind, and adds nothing, when the checkpoint is not where it was read", async () => {
			await add("behind", undefined, sequenceNumber(5), { a: 1 });
			expect(await add("behind", undefined, sequenceNumber(9), { a: 1 }), "as if none were there").toBe("behind");
			expect(await add("behind", sequenceNumber(4), sequenceNumber(9), { a: 1 }), "another one").toBe("behind");
			expect(await add("behind", sequenceNumber(5), sequenceNumber(9), { a: 1 }, OTHER_SHARD), "another shard's").toBe("behind");
			expect(await tally.readCheckpoint("behind", SHARD)).toBe(sequenceNumber(5));
			expect((await tally.readResults("behind")).total).toBe(1);
		});

		it("adds one of several updates from the same checkpoint at once", async () => {
			const answers = await Promise.all([1, 2, 3, 4].map((position) => add("race", undefined, sequenceNumber(position), { a: 1 })));
			expect(answers.toSorted()).toEqual(["added", "behind", "behind", "behind"]);
			expect((await tally.readResults("race")).total).toBe(1);
		});

		it("adds up the shards of a poll, whose checkpoints are apart", async () => {
			await add("shards", undefined, sequenceNumber(5), { a: 1 });
			expect(await tally.readCheckpoint("shards", OTHER_SHARD)).toBeUndefined();
			expect(await add("shards", undefined, sequenceNumber(7), { a: 1, b: 1 }, OTHER_SHARD)).toBe("added");
			expect(await tally.readResults("shards")).toEqual({ voteId: "shards", choices: { a: 2, b: 1 }, total: 3 });
		});

		it("keeps polls apart whose names and tokens could be taken for each other", async () => {
			await tally.writeVoters("apart", new Map([["x:voter", { sequenceNumber: sequenceNumber(1), choice: "a" }]]));
			expect(await tally.readVoters("apart:x", ["voter"])).toEqual(new Map());
			await add("apart", undefined, sequenceNumber(1), { a: 1 });
			expect((await tally.readResults("apar")).total).toBe(0);
			expect((await tally.readResults("apart:x")).total).toBe(0);
		});

		it("counts choices that are named like what every object has", async () => {
			const counts = { constructor: 1, toString: 2, hasOwnProperty: 3, valueOf: 4 };
			await add("names", undefined, sequenceNumber(1), counts);
			await add("names", undefined, sequenceNumber(1), counts, OTHER_SHARD);
			const { choices, total } = await tally.readResults("names");
			expect(Object.entries(choices).toSorted()).toEqual([
				["constructor", 2],
				["hasOwnProperty", 6],
				["toString", 4],
				["valueOf", 8],
			]);
			expect(total).toBe(20);
		});

		it(`counts the choices after the ${MAX_NAMED_CHOICES}th of a shard together, and the total stays exact`, async () => {
			const names = Array.from({ length: MAX_NAMED_CHOICES + 20 }, (_, index) => `choice-${index}`);
			await add(
				"many",
				undefined,
				sequenceNumber(1),
				Object.fromEntries(names.slice(0, MAX_NAMED_CHOICES - 5).map((choice) => [choice, 1])),
			);
			await add("many", sequenceNumber(1), sequenceNumber(2), Object.fromEntries(names.map((choice) => [choice, 1])));
			const { choices, total } = await tally.readResults("many");
			expect(total).toBe(2 * MAX_NAMED_CHOICES + 15);
			expect(choices[OTHER_CHOICES]).toBe(20);
			expect(choices["choice-0"]).toBe(2);
			expect(Object.keys(choices)).toHaveLength(MAX_NAMED_CHOICES + 1);
		});

		it("holds the count when one batch is delivered twice, cut differently", async () => {
			const batch: readonly ShardVote[] = Array.from({ length: 120 }, (_, index) => ({
				vote: vote({ vote_id: "batch", token: `voter-${index % 100}`, vote_choice: index % 2 === 0 ? "even" : "odd" }),
				sequenceNumber: sequenceNumber(index + 1),
			}));
			for (const part of [batch.slice(0, 70), batch, batch.slice(50)]) {
				expect(await countBatch(tally, SHARD, part)).toMatchObject({ failures: [] });
			}
			expect(await tally.readResults("batch")).toEqual({ voteId: "batch", choices: { even: 50, odd: 50 }, total: 100 });
		});
	});
}
