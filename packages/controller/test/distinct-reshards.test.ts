import type { ReshardRecord } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import { distinctReshards } from "../src/history/distinct-reshards.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const observed = (atMs: number, fromShardCount = 2, toShardCount = 4): ReshardRecord => ({
	atMs,
	fromShardCount,
	toShardCount,
	startedBy: "observed",
});

const rows: readonly { title: string; ledger: readonly ReshardRecord[]; distinct: readonly ReshardRecord[] }[] = [
	{
		title: "counts one change that two evaluations wrote down once, from the first time it was seen",
		ledger: [observed(NOW + 300), observed(NOW)],
		distinct: [observed(NOW)],
	},
	{
		title: "keeps the same change a minute later: the stream may have gone back in between",
		ledger: [observed(NOW), observed(NOW + 60_000)],
		distinct: [observed(NOW), observed(NOW + 60_000)],
	},
	{
		title: "keeps different changes however close",
		ledger: [observed(NOW), observed(NOW + 1, 4, 8)],
		distinct: [observed(NOW), observed(NOW + 1, 4, 8)],
	},
	{
		title: "never drops a reshard of ours: it was accepted, and it counts",
		ledger: [observed(NOW), { ...observed(NOW + 1), startedBy: "headroom" }, { ...observed(NOW + 2), startedBy: "headroom" }],
		distinct: [observed(NOW), { ...observed(NOW + 1), startedBy: "headroom" }, { ...observed(NOW + 2), startedBy: "headroom" }],
	},
];

describe("the ledger, each reshard once", () => {
	it.each(rows)("$title", ({ ledger, distinct }) => {
		expect(distinctReshards(ledger)).toEqual(distinct);
	});
});
