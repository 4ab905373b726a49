import { describe, expect, it } from "vitest";
import { checkExactlyOnce } from "../src/count/exactly-once.ts";

const tokenOf = (voter: number) => `voter-${voter}`;
const check = (world: { accepted?: number[]; unknown?: number[]; counted?: number[]; total?: number; strangers?: string[] }) =>
	checkExactlyOnce({
		acceptedVoters: world.accepted ?? [],
		unknownVoters: world.unknown ?? [],
		countedTokens: new Set([...(world.counted ?? []).map(tokenOf), ...(world.strangers ?? [])]),
		countedTotal: world.total ?? (world.counted ?? []).length + (world.strangers ?? []).length,
		tokenOf,
	});

describe("accepted = counted", () => {
	it.each([
		{ title: "holds when every accepted voter is counted once", world: { accepted: [1, 2], counted: [1, 2] }, holds: true },
		{ title: "holds when nobody voted", world: {}, holds: true },
		{
			title: "holds when an unanswered vote was counted, since nothing was promised",
			world: { accepted: [1], unknown: [2], counted: [1, 2] },
			holds: true,
		},
		{ title: "holds when an unanswered vote was not counted", world: { accepted: [1], unknown: [2], counted: [1] }, holds: true },
		{ title: "fails when an accepted vote is missing", world: { accepted: [1, 2], counted: [1] }, holds: false },
		{
			title: "fails when one loss and one double count cancel out in the sum",
			world: { accepted: [1, 2], counted: [1], total: 2 },
			holds: false,
		},
		{ title: "fails when the counts exceed the voters", world: { accepted: [1], counted: [1], total: 2 }, holds: false },
		{
			title: "fails when a vote that was never accepted is counted",
			world: { accepted: [1], counted: [1], strangers: ["nobody"] },
			holds: false,
		},
	])("$title", ({ world, holds }) => {
		expect(check(world).holds).toBe(holds);
	});

	it("names the lost voters and how many counts are too many", () => {
		expect(check({ accepted: [1, 2, 3], counted: [1, 2], total: 4 })).toMatchObject({
			lost: [3],
			countedTwice: 2,
			accepted: 3,
			counted: 4,
		});
	});
});
