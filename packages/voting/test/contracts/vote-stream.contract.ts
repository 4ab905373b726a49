import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isAfter, type PutVoteOutcome, type Vote, type VoteStreamPort } from "../../src/index.ts";
import { vote } from "../build.ts";

export interface VoteStreamHarness {
	/** On a stream with room for a thousand votes. */
	readonly port: VoteStreamPort;
	/** What is in the stream behind `port` by now, as texts, in no order. */
	storedTexts(): Promise<readonly string[]>;
	/** On a stream whose shards are full just now: the next few puts are throttled. Asked anew before each use. */
	fullPort(): Promise<VoteStreamPort>;
	cleanup(): Promise<void>;
}

/**
 * What every votes stream must do.
 * @param makeHarness asked once
 */
export function voteStreamContract(name: string, makeHarness: () => Promise<VoteStreamHarness>): void {
	describe(`${name}: the votes stream`, () => {
		let harness: VoteStreamHarness;
		beforeAll(async () => {
			harness = await makeHarness();
		});
		afterAll(() => harness.cleanup());

		async function storedTokens(): Promise<readonly string[]> {
			return (await harness.storedTexts()).map((text) => (JSON.parse(text) as Vote).token);
		}

		it("stores a vote as it is, and says where", async () => {
			const given = vote({ vote_id: "contract", token: "as-it-is" });
			const outcome = await harness.port.putVote(given);
			expect(outcome).toEqual({
				kind: "stored",
				shardId: expect.stringMatching(/^shardId-\d{12}$/),
				sequenceNumber: expect.stringMatching(/^\d+$/),
			});
			expect((await harness.storedTexts()).map((text) => JSON.parse(text))).toContainEqual(given);
		});

		it("keeps the votes of one voter in one shard, in their order", async () => {
			const outcomes: PutVoteOutcome[] = [];
			for (const vote_choice of ["a", "b", "c"]) outcomes.push(await harness.port.putVote(vote({ token: "one-voter", vote_choice })));
			const stored = outcomes.filter((outcome) => outcome.kind === "stored");
			expect(stored).toHaveLength(3);
			expect(new Set(stored.map(({ shardId }) => shardId)).size).toBe(1);
			const [first = "", second = "", third = ""] = stored.map(({ sequenceNumber }) => sequenceNumber);
			expect(isAfter(second, first)).toBe(true);
			expect(isAfter(third, second)).toBe(true);
		});

		it("stores 500 votes in one call, with an outcome for each", async () => {
			const votes = Array.from({ length: 500 }, (_, index) => vote({ token: `of-500-${index}` }));
			const outcomes = await harness.port.putVotes(votes);
			expect(outcomes.filter(({ kind }) => kind === "stored")).toHaveLength(500);
			const tokens = new Set(await storedTokens());
			expect(votes.filter(({ token }) => !tokens.has(token))).toEqual([]);
		});

		it("takes no votes without a fault", async () => {
			expect(await harness.port.putVotes([])).toEqual([]);
		});

		it("says that a vote was throttled, and by which shard, and does not try again", async () => {
			const port = await harness.fullPort();
			expect(await port.putVote(vote())).toEqual({ kind: "throttled", shardId: expect.stringMatching(/^shardId-\d{12}$/) });
		});

		it("says so for each vote of a batch", async () => {
			const port = await harness.fullPort();
			const outcomes = await port.putVotes([vote({ token: "x" }), vote({ token: "y" })]);
			expect(outcomes.map(({ kind }) => kind)).toEqual(["throttled", "throttled"]);
		});
	});
}
