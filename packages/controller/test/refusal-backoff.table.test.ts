import { type Decision, explainSteps, summarize } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import { applyRefusalBackoff } from "../src/evaluate/refusal-backoff.ts";
import type { RecordedRefusal, ReshardRefusal } from "../src/index.ts";
import { aBlocked, aHold, aScaleOut, NOW_MS } from "./decisions.ts";

function refused(refusal: ReshardRefusal, secondsAgo: number, changes: Partial<RecordedRefusal> = {}): RecordedRefusal {
	return {
		refusal,
		atMs: NOW_MS - secondsAgo * 1000,
		fromShardCount: 1,
		targetShardCount: 2,
		message: "LimitExceededException: no.",
		...changes,
	};
}

const rows: readonly { title: string; decision: Decision; last: RecordedRefusal | undefined; blockedBy: string | undefined }[] = [
	{ title: "asks when nothing was refused", decision: aScaleOut(), last: undefined, blockedBy: undefined },
	{
		title: "waits an hour after the quota of ten was refused",
		decision: aScaleOut(),
		last: refused("reshard-quota", 3_599),
		blockedBy: "reshard-quota",
	},
	{ title: "asks again after the hour", decision: aScaleOut(), last: refused("reshard-quota", 3_600), blockedBy: undefined },
	{
		title: "waits for the quota in the other direction too, and from another count",
		decision: aScaleOut({ kind: "scale-in", openShardCount: 4, targetShardCount: 2 }),
		last: refused("reshard-quota", 10),
		blockedBy: "reshard-quota",
	},
	{
		title: "waits a quarter of an hour after the account's quota was refused",
		decision: aScaleOut(),
		last: refused("account-shard-quota", 899),
		blockedBy: "account-shard-quota",
	},
	{
		title: "asks for fewer shards than the account's quota refused",
		decision: aScaleOut({ openShardCount: 4, targetShardCount: 6 }),
		last: refused("account-shard-quota", 10, { fromShardCount: 4, targetShardCount: 8 }),
		blockedBy: undefined,
	},
	{
		title: "asks to scale in though scaling out was refused",
		decision: aScaleOut({ kind: "scale-in", openShardCount: 4, targetShardCount: 2 }),
		last: refused("account-shard-quota", 10, { fromShardCount: 4, targetShardCount: 8 }),
		blockedBy: undefined,
	},
	{
		title: "asks from another count than the refused one",
		decision: aScaleOut({ openShardCount: 2, targetShardCount: 4 }),
		last: refused("target-out-of-range", 10),
		blockedBy: undefined,
	},
	{
		title: "does not repeat what was refused for a reason not known",
		decision: aScaleOut(),
		last: refused("other", 10),
		blockedBy: "cooldown",
	},
	{
		title: "asks at once after somebody else's reshard was in the way",
		decision: aScaleOut(),
		last: refused("reshard-in-progress", 1),
		blockedBy: undefined,
	},
	{ title: "asks at once after too many calls a second", decision: aScaleOut(), last: refused("rate", 1), blockedBy: undefined },
];

describe("after a refusal the loop", () => {
	it.each(rows)("$title", ({ decision, last, blockedBy }) => {
		const heeded = applyRefusalBackoff(decision, last);
		if (blockedBy === undefined) expect(heeded).toBe(decision);
		else expect(heeded).toMatchObject({ kind: "blocked", blockedBy, wanted: decision.kind, streamName: "votes" });
	});

	it.each([aHold(), aBlocked()])("leaves a decision not to act as it is: $kind", (decision) => {
		expect(applyRefusalBackoff(decision, refused("reshard-quota", 10))).toBe(decision);
	});

	it("says what was refused, when, and when it asks again", () => {
		const heeded = applyRefusalBackoff(aScaleOut(), refused("reshard-quota", 60));
		expect(heeded).toMatchObject({ untilMs: NOW_MS + 3_540_000, budget: { used: 2, left: 0, nextFreeAtMs: NOW_MS + 3_540_000 } });
		expect([summarize(heeded), ...explainSteps(heeded).map(({ says }) => says)]).toEqual([
			"Not scaling out 1 → 2 shards now: the service refused 2 shards at 2026-11-23 16:03:05 UTC: LimitExceededException: no. Wanted: 1,804 records/s offered to 1 shard (180 % of capacity), 804 throttled per second.",
			"That fills 1.8 shards; a target of 70 % takes 3 shards.",
			"Wanted 3 shards, capped at double to 2.",
			"Nothing forbids it; 0 of 10 reshards are left before it.",
			"The service refused 2 shards at 2026-11-23 16:03:05 UTC: LimitExceededException: no.",
			"Headroom asks the service again from 2026-11-23 17:03:05 UTC on.",
		]);
	});
});
