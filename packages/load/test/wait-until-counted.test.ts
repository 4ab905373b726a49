import { describe, expect, it } from "vitest";
import { type VotesCounted, waitUntilCounted } from "../src/count/wait-until-counted.ts";

interface Moment {
	readonly second: number;
	readonly voters: readonly string[];
	/** Where it is not the number of voters. */
	readonly total?: number;
	readonly isUnavailable?: true;
}

/** Results that change at the given seconds, on a clock that only `pause` moves. */
async function countWith(
	history: readonly Moment[],
	accepted: readonly string[],
): Promise<VotesCounted & { readonly tookSeconds: number }> {
	let nowMs = 0;
	const moment = () => history.findLast(({ second }) => second * 1000 <= nowMs) ?? { second: 0, voters: [] };
	const counted = await waitUntilCounted(
		{
			readTotal: async () => {
				const { isUnavailable, total, voters } = moment() as Moment;
				return isUnavailable ? undefined : (total ?? voters.length);
			},
			readTokens: async () => new Set(moment().voters),
			nowMs: () => nowMs,
			pause: async (ms) => {
				nowMs += ms;
			},
		},
		accepted,
		() => {},
	);
	return { ...counted, tookSeconds: nowMs / 1000 };
}

describe("waiting until every accepted vote is counted", () => {
	it("ends when all are in and nothing changes for a while", async () => {
		const counted = await countWith(
			[
				{ second: 1, voters: ["a"] },
				{ second: 4, voters: ["a", "b"] },
			],
			["a", "b"],
		);
		expect(counted).toMatchObject({ total: 2, afterSeconds: 4, tookSeconds: 10 });
	});

	it("is not deceived by a vote without a promise in the place of an accepted one", async () => {
		const counted = await countWith(
			[
				{ second: 1, voters: ["a", "unpromised"] },
				{ second: 20, voters: ["a", "unpromised", "b"] },
			],
			["a", "b"],
		);
		expect(counted).toMatchObject({ total: 3, afterSeconds: 20 });
		expect(counted.tokens).toContain("b");
	});

	it("sees a double count that comes a little later", async () => {
		const counted = await countWith(
			[
				{ second: 1, voters: ["a"] },
				{ second: 5, voters: ["a"], total: 2 },
			],
			["a"],
		);
		expect(counted.total).toBe(2);
	});

	it("takes an outage of the results page for no news", async () => {
		const counted = await countWith(
			[
				{ second: 1, voters: ["a"] },
				{ second: 2, voters: ["a"], isUnavailable: true },
				{ second: 9, voters: ["a", "b"] },
			],
			["a", "b"],
		);
		expect(counted).toMatchObject({ total: 2, afterSeconds: 9 });
	});

	it("gives up when counting stands still, and says that it was not complete", async () => {
		const counted = await countWith([{ second: 1, voters: ["a"] }], ["a", "b"]);
		expect(counted).toMatchObject({ total: 1, tookSeconds: 91 });
		expect(counted.afterSeconds).toBeUndefined();
	});

	it("is done after a rest when nothing was accepted", async () => {
		expect(await countWith([], [])).toMatchObject({ total: 0, afterSeconds: 0, tookSeconds: 6 });
	});
});
