import type { ScaleResult } from "@headroom/controller";
import { describe, expect, it } from "vitest";
import { resultView } from "../src/features/scale/view.ts";

const step = (fromShardCount: number, toShardCount: number) => ({ fromShardCount, toShardCount, limits: [], reshardsLeftAfter: 5 });

function stopped(done: ScaleResult["done"], openShardCount: number, isResharding: boolean): string {
	return resultView(
		{
			streamName: "votes",
			targetShardCount: 8,
			openShardCount,
			done,
			end: { kind: "stopped", isResharding },
			remaining: [],
			incomplete: [],
		},
		8,
		0,
	);
}

describe("Ctrl-C in scale to 8 says of each step what became of it", () => {
	it.each([
		{ title: "before anything", done: [], open: 2, isResharding: false, says: "Nothing was done." },
		{
			title: "in the first step",
			done: [step(2, 4)],
			open: 2,
			isResharding: true,
			says: "2 → 4 was asked for and goes on; 4 → 8 was not.",
		},
		{ title: "between two steps", done: [step(2, 4)], open: 4, isResharding: false, says: "2 → 4 is done; 4 → 8 was not asked for." },
		{
			title: "in the second of three steps",
			done: [step(1, 2), step(2, 4)],
			open: 2,
			isResharding: true,
			says: "1 → 2 is done; 2 → 4 was asked for and goes on; 4 → 8 was not.",
		},
		{ title: "in the last step", done: [step(4, 8)], open: 4, isResharding: true, says: "4 → 8 was asked for and goes on." },
		{
			title: "after two of four steps",
			done: [step(1, 2), step(2, 3)],
			open: 3,
			isResharding: false,
			says: "1 → 2, 2 → 3 are done; 3 → 6, 6 → 8 were not asked for.",
		},
	])("$title", ({ done, isResharding, open, says }) => {
		expect(stopped(done, open, isResharding)).toBe(`Stopped. ${says} Go on: headroom scale votes --to 8`);
	});
});
