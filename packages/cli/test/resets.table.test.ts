import { describe, expect, it } from "vitest";
import { undone } from "../src/features/doctor/checks/resets.ts";

const NOW_MS = Date.UTC(2026, 10, 25, 22, 40);
const HOUR_MS = 3_600_000;

describe("a deploy that resets the shard count", () => {
	const own = { atMs: NOW_MS, fromShardCount: 2, toShardCount: 4, startedBy: "headroom" } as const;
	const foreign = { atMs: NOW_MS + HOUR_MS, fromShardCount: 4, toShardCount: 2, startedBy: "observed" } as const;
	it.each([
		{ title: "is somebody else's change back to the count before an act of ours", reshards: [own, foreign], found: foreign },
		{ title: "is found in whatever order the ledger is read", reshards: [foreign, own], found: foreign },
		{ title: "is no change to another count", reshards: [own, { ...foreign, toShardCount: 3 }], found: undefined },
		{ title: "is no change that came before", reshards: [own, { ...foreign, atMs: NOW_MS - 1 }], found: undefined },
		{ title: "is none a day later", reshards: [own, { ...foreign, atMs: NOW_MS + 25 * HOUR_MS }], found: undefined },
		{ title: "is no act of ours", reshards: [own, { ...foreign, startedBy: "person" as const }], found: undefined },
	])("$title", ({ found, reshards }) => {
		expect(undone(reshards)).toEqual(found);
	});
});
