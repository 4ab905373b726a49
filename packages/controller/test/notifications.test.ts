import { type ReshardRecord, whole } from "@headroom/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	AutoscalerError,
	type Notification,
	ObservationError,
	type Outcome,
	PolicyError,
	ReshardError,
	type ReshardIntent,
	type Wakeup,
} from "../src/index.ts";
import { failureMessage } from "../src/notify/failure-message.ts";
import { MAX_SUBJECT_LENGTH } from "../src/notify/message.ts";
import { outcomeMessage } from "../src/notify/outcome-message.ts";
import { overrideMessage, withOverrideNote } from "../src/notify/override-message.ts";
import { settlementMessage, unreportedReshardMessage } from "../src/notify/settlement-message.ts";
import { aBlocked, aFinding, aScaleOut, NOW_MS } from "./decisions.ts";

const ALARM: Wakeup = { kind: "alarm", alarmName: "headroom-votes-fast", state: "ALARM", atMs: NOW_MS };
const reshard: ReshardRecord = { atMs: NOW_MS, fromShardCount: 1, toShardCount: 2, startedBy: "headroom", trigger: "write-throttle" };
const intent: ReshardIntent = {
	streamName: "votes",
	intentId: "1",
	atMs: NOW_MS,
	fromShardCount: 1,
	targetShardCount: 2,
	trigger: "write-throttle",
	startedBy: "headroom",
};
const lost = new ReshardError("UpdateShardCount votes: socket hang up.", { code: "reshard.unknown-outcome", retryable: true });

/** What people get of an outcome, of a stream without a past. */
function messageOf(outcome: Outcome, wakeup: Wakeup): Notification {
	const message = outcomeMessage(outcome, wakeup, { history: { reshards: [], override: { kind: "none" } }, revision: 0 });
	if (message === undefined) throw new Error(`Nobody gets a message of ${outcome.kind}.`);
	return message;
}

function settlementOf(settlement: Parameters<typeof settlementMessage>[1], splitsAndMergesCount = false): Notification {
	const message = settlementMessage("votes", settlement, { splitsAndMergesCount });
	if (message === undefined) throw new Error(`Nobody gets a message of ${settlement.kind}.`);
	return message;
}

/** What others can put into a message, with a line break to forge our own lines with. */
const HOSTILE = "\u001b[2J\nBudget: 10 of 10 reshards are left\u2028\u202e";

describe("words of others in a message", () => {
	const byOther = { ...reshard, by: HOSTILE };
	const alarm: Wakeup = { kind: "alarm", alarmName: HOSTILE, state: "ALARM", atMs: NOW_MS };
	const hold = { kind: "hold", untilMs: NOW_MS + 1, by: HOSTILE, reason: HOSTILE } as const;
	const refused = { kind: "refused", decision: aScaleOut(), refusal: "other", message: HOSTILE } as const;
	const lostWith = new ReshardError(HOSTILE, { code: "reshard.unknown-outcome", retryable: true });
	it.each<{ title: string; notification: Notification }>([
		{ title: "a person's name", notification: overrideMessage("votes", { kind: "none" }, { kind: "none" }, HOSTILE, NOW_MS) },
		{ title: "a reason", notification: overrideMessage("votes", hold, hold, "ana", NOW_MS) },
		{ title: "a reason in another message", notification: withOverrideNote(unreportedReshardMessage("votes", reshard), hold) },
		{ title: "who asked for a reshard", notification: unreportedReshardMessage("votes", byOther) },
		{ title: "an alarm's name", notification: messageOf({ kind: "accepted", decision: aScaleOut(), reshard }, alarm) },
		{ title: "a refusal", notification: messageOf(refused, ALARM) },
		{ title: "an error", notification: messageOf({ kind: "unknown-outcome", decision: aScaleOut(), intent, error: lostWith }, ALARM) },
		{ title: "a failure", notification: failureMessage("votes", new Error(HOSTILE), ALARM) },
	])("stay in their line and are visible: $title", ({ notification: { body } }) => {
		expect(body).toContain("\\u001b[2J\\nBudget: 10 of 10 reshards are left\\u2028\\u202e");
		expect(body.split("\n").filter((line) => line.startsWith("Budget: 10"))).toEqual([]);
		expect(body).toMatch(/^[^\p{Cc}\u2028-\u202e\u2066-\u2069]*(?:\n[^\p{Cc}\u2028-\u202e\u2066-\u2069]*)*$/u);
	});

	it("leave a policy's problems in a line each", () => {
		const error = new PolicyError("the stored policy of votes has 2 problems:\n- votes.a: one\n- votes.b: two", {
			code: "policy.malformed",
			retryable: false,
		});
		expect(failureMessage("votes", error, ALARM).body.split("\n").slice(0, 3)).toEqual([
			"Headroom could not evaluate votes: the stored policy of votes has 2 problems:",
			"- votes.a: one",
			"- votes.b: two",
		]);
	});
});

const rows: readonly { title: string; notification: Notification; kind: Notification["kind"]; subject: string; body: string }[] = [
	{
		title: "an accepted reshard",
		notification: messageOf({ kind: "accepted", decision: aScaleOut(), reshard }, ALARM),
		kind: "accepted",
		subject: "Headroom: votes: scaling out 1 -> 2 shards",
		body: `Scaling out 1 → 2 shards: 1,804 records/s offered to 1 shard (180 % of capacity), 804 throttled per second; wanted 3, capped at double.

The steps of the decision:
  recommend  That fills 1.8 shards; a target of 70 % takes 3 shards.
  limit      Wanted 3 shards, capped at double to 2.
  gate       Nothing forbids it; 8 of 10 reshards are left before it.

Next: 2 → 3 shards, when the stream is ACTIVE again.
Budget: 7 of 10 reshards are left in this rolling 24 h; the next one is free again at 2026-11-23 17:04:05 UTC.
Cost: +$10.95 a month at this shard count (shard-hours, us-east-1 prices).
Woken by: alarm headroom-votes-fast (ALARM).`,
	},
	{
		title: "the first reshard of a day, inwards and in one step",
		notification: messageOf(
			{
				kind: "accepted",
				decision: aScaleOut({
					kind: "scale-in",
					openShardCount: 4,
					targetShardCount: 2,
					recommendedShardCount: 2,
					plan: [{ fromShardCount: 4, toShardCount: 2 }],
					budget: { used: 0, left: 10 },
					measured: { kind: "no-data" },
					steps: [{ step: "stabilize", kind: "scale-in", windowSeconds: 3_600, shardCount: 2, isForBursts: false }],
				}),
				reshard: { ...reshard, fromShardCount: 4 },
			},
			{ kind: "sweep" },
		),
		kind: "accepted",
		subject: "Headroom: votes: scaling in 4 -> 2 shards",
		body: `Scaling in 4 → 2 shards: CloudWatch has no datapoint newer than 5 min, and the last 1 h never needed more than 2 shards.

Budget: 9 of 10 reshards are left in this rolling 24 h; the next one is free again at 2026-11-24 16:05:05 UTC.
Cost: -$21.90 a month at this shard count (shard-hours, us-east-1 prices).
Woken by: sweep.`,
	},
	{
		title: "a refusal of the service",
		notification: messageOf(
			{ kind: "refused", decision: aScaleOut(), refusal: "reshard-quota", message: "LimitExceededException: ten in 24 hours." },
			{ kind: "recheck", reason: "more-steps" },
		),
		kind: "refused",
		subject: "Headroom: votes: the service refused 1 -> 2 shards",
		body: `The service refused to scale out 1 → 2 shards: LimitExceededException: ten in 24 hours.

Scaling out 1 → 2 shards: 1,804 records/s offered to 1 shard (180 % of capacity), 804 throttled per second; wanted 3, capped at double.

The steps of the decision:
  recommend  That fills 1.8 shards; a target of 70 % takes 3 shards.
  limit      Wanted 3 shards, capped at double to 2.
  gate       Nothing forbids it; 8 of 10 reshards are left before it.

Budget: 8 of 10 reshards are left in this rolling 24 h; the next one is free again at 2026-11-23 17:04:05 UTC.
Woken by: re-check (more-steps).`,
	},
	{
		title: "an answer that was lost",
		notification: messageOf({ kind: "unknown-outcome", decision: aScaleOut(), intent, error: lost }, ALARM),
		kind: "failed",
		subject: "Headroom: votes: no answer to 1 -> 2 shards",
		body: `Headroom does not know whether the service accepted 1 → 2 shards: UpdateShardCount votes: socket hang up.

Scaling out 1 → 2 shards: 1,804 records/s offered to 1 shard (180 % of capacity), 804 throttled per second; wanted 3, capped at double.

The stream's state will show it. Until then, for at most two minutes, Headroom asks for no other reshard.
Woken by: alarm headroom-votes-fast (ALARM).`,
	},
	{
		title: "a block with its end",
		notification: messageOf({ kind: "blocked", decision: aBlocked() }, { kind: "person", by: "ana" }),
		kind: "blocked",
		subject: "Headroom: votes: 1 -> 3 shards blocked by pause",
		body: `Not scaling out 1 → 3 shards now: the stream is paused by ana until 2026-11-23 16:14:05 UTC: load test. Wanted: 1,804 records/s offered to 1 shard (180 % of capacity), 804 throttled per second.

The steps of the decision:
  recommend  That fills 1.8 shards; a target of 70 % takes 3 shards.

Possible again from 2026-11-23 16:14:05 UTC on.
Budget: 8 of 10 reshards are left in this rolling 24 h; the next one is free again at 2026-11-23 17:04:05 UTC.
Woken by: ana.`,
	},
	{
		title: "a hot key",
		notification: messageOf({ kind: "diagnosed", decision: aFinding() }, ALARM),
		kind: "finding",
		subject: "Headroom: votes: hot key, more shards would not help",
		body: `Not scaling 4 shards: 804 writes per second are throttled, 98 % of them on shardId-000000000002, with 180 % of 4 shards in use: a hot key, and more shards would not help.

Hot: shardId-000000000002.
What helps: a partition key with more values, or fewer writes with the hot one.
Budget: 8 of 10 reshards are left in this rolling 24 h; the next one is free again at 2026-11-23 17:04:05 UTC.
Woken by: alarm headroom-votes-fast (ALARM).`,
	},
	{
		title: "a reshard that is over",
		notification: settlementOf({
			kind: "reshard-settled",
			reshard: { ...reshard, settledAtMs: NOW_MS + 31_000 },
			openShardCount: 2,
		}),
		kind: "settled",
		subject: "Headroom: votes: ACTIVE with 2 shards",
		body: "votes: ACTIVE with 2 shards, at most 31 s after UpdateShardCount 1 → 2 shards (write-throttle).",
	},
	{
		title: "a reshard that changed nothing",
		notification: settlementOf({
			kind: "reshard-settled",
			reshard: { ...reshard, settledAtMs: NOW_MS + 120_000 },
			openShardCount: 1,
		}),
		kind: "settled",
		subject: "Headroom: votes: still 1 shard after 1 -> 2",
		body:
			"votes: the service accepted UpdateShardCount 1 → 2 shards at 2026-11-23 16:04:05 UTC, and 120 s later the stream still has 1 shard. " +
			"It counts against the ten. Headroom decides anew.",
	},
	{
		title: "an intent that was found to be accepted",
		notification: settlementOf({ kind: "intent-settled", intent, reshard }),
		kind: "settled",
		subject: "Headroom: votes: resharding 1 -> 2 shards",
		body:
			"votes: the service accepted UpdateShardCount 1 → 2 shards of 2026-11-23 16:04:05 UTC, as the stream's state shows. " +
			"The evaluation that asked for it got no answer.",
	},
	{
		title: "an intent that left no trace",
		notification: settlementOf({ kind: "intent-withdrawn", intent }),
		kind: "settled",
		subject: "Headroom: votes: no trace of 1 -> 2 shards",
		body:
			"votes: Headroom was about to call UpdateShardCount 1 → 2 shards at 2026-11-23 16:04:05 UTC, and the stream shows no trace of it. " +
			"It does not count against the ten. Headroom decides anew.",
	},
	{
		title: "somebody else's reshard",
		notification: settlementOf({ kind: "reshard-observed", reshard: { ...reshard, startedBy: "observed" } }),
		kind: "settled",
		subject: "Headroom: votes: somebody else resharded 1 -> 2",
		body: "votes: somebody else resharded 1 → 2 shards. Headroom saw it at 2026-11-23 16:04:05 UTC. Nobody saw the call: the entry is guessed, and counts against the 10 of the rolling 24 h.",
	},
	{
		title: "a reshard told late",
		notification: unreportedReshardMessage("votes", reshard),
		kind: "accepted",
		subject: "Headroom: votes: resharding 1 -> 2 shards",
		body: "votes: resharding 1 → 2 shards since 2026-11-23 16:04:05 UTC (write-throttle). The evaluation that asked for it could not report it.",
	},
	{
		title: "a stream that could not be evaluated",
		notification: failureMessage("votes", new ObservationError("GetMetricData: 503.", { code: "x.y", retryable: true }), {
			kind: "sweep",
		}),
		kind: "failed",
		subject: "Headroom: votes: the evaluation failed",
		body: `Headroom could not evaluate votes: GetMetricData: 503.

Headroom changed nothing. It tries again at the next alarm, re-check or sweep.
Woken by: sweep.`,
	},
	{
		title: "an evaluation that could not finish",
		notification: failureMessage(
			"votes",
			new AutoscalerError("votes: accepted, but then: SendMessage: 503.", { code: "evaluation.incomplete", retryable: true }),
			ALARM,
		),
		kind: "failed",
		subject: "Headroom: votes: evaluated, but some writes failed",
		body: `votes: accepted, but then: SendMessage: 503.

The next evaluation writes what is missing.
Woken by: alarm headroom-votes-fast (ALARM).`,
	},
];

describe("a notification tells", () => {
	it.each(rows)("$title", ({ notification, kind, subject, body }) => {
		expect(notification.kind).toBe(kind);
		expect(notification.streamName).toBe("votes");
		expect(notification.subject).toBe(subject);
		expect(notification.body).toBe(body);
	});

	it.each([
		{ measured: "as documented, splits are none of the ten", splitsAndMergesCount: false, counts: "does not count" },
		{ measured: "an account was measured to count splits", splitsAndMergesCount: true, counts: "counts" },
	])("whether a split counts against the ten: $measured", ({ counts, splitsAndMergesCount }) => {
		const split = {
			atMs: NOW_MS,
			fromShardCount: 2,
			toShardCount: 3,
			startedBy: "observed",
			operation: "SplitShard",
			settledAtMs: NOW_MS,
		} as const;
		expect(settlementOf({ kind: "reshard-observed", reshard: split }, splitsAndMergesCount).body).toContain(`it ${counts} against the 10`);
		const still = { ...split, startedBy: "person", by: "ana" } as const;
		const { body } = settlementOf({ kind: "reshard-settled", reshard: still, openShardCount: 2 }, splitsAndMergesCount);
		expect(body).toContain(`It ${counts} against the ten.`);
	});

	it("when more is possible, also where nobody can know", () => {
		const { untilMs: _, ...endless } = aBlocked({ blockedBy: "max-shard-count" });
		expect(messageOf({ kind: "blocked", decision: endless }, ALARM).body).toContain(
			"Headroom does not know when it is possible again. It checks at every evaluation.",
		);
	});

	it("what happened in a subject that SNS takes, however long the stream's name and large the counts", () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[a-zA-Z0-9_.-]{1,128}$/), fc.integer({ min: 1, max: 10_000 }), (streamName, targetShardCount) => {
				const { subject } = messageOf({ kind: "accepted", decision: aScaleOut({ streamName, targetShardCount }), reshard }, ALARM);
				expect(subject.length).toBeLessThanOrEqual(MAX_SUBJECT_LENGTH);
				expect(subject).toMatch(/^[\x20-\x7e]+$/);
				expect(subject).toContain(`scaling out 1 -> ${whole(targetShardCount)}`);
			}),
			{ seed: 20_261_123 },
		);
	});
});
