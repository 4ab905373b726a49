import type { ReshardRecord } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import { nextRecheck } from "../src/evaluate/next-recheck.ts";
import { type Outcome, type Recheck, ReshardError, type ReshardRefusal, type Wakeup } from "../src/index.ts";
import { ASSUMED, aBlocked, aFinding, aHold, aScaleOut, CALM, NOW_MS } from "./decisions.ts";

const reshard: ReshardRecord = { atMs: NOW_MS, fromShardCount: 1, toShardCount: 2, startedBy: "headroom" };
const sweep: Wakeup = { kind: "sweep" };
const alarm = (kind: string, state: "ALARM" | "OK" = "ALARM"): Wakeup => ({
	kind: "alarm",
	alarmName: `headroom-votes-${kind}`,
	state,
	atMs: NOW_MS,
});
const refused = (refusal: ReshardRefusal): Outcome => ({ kind: "refused", decision: aScaleOut(), refusal, message: "no" });
const held: Outcome = { kind: "held", decision: aHold() };
const calmBlocked = (changes: Parameters<typeof aBlocked>[0]): Outcome => ({
	kind: "blocked",
	decision: aBlocked({ measured: CALM, ...changes }),
});

interface Row {
	readonly title: string;
	readonly outcome: Outcome;
	readonly wakeup?: Wakeup;
	readonly isReshardInProgress?: boolean;
	readonly reshards?: readonly ReshardRecord[];
	readonly recheck: readonly [Recheck["reason"], number] | undefined;
}

const rows: readonly Row[] = [
	{
		title: "15 s after an accepted reshard with more steps to come",
		outcome: { kind: "accepted", decision: aScaleOut(), reshard },
		recheck: ["more-steps", 15],
	},
	{
		title: "15 s after an accepted reshard that is the last",
		outcome: { kind: "accepted", decision: aScaleOut({ plan: [{ fromShardCount: 1, toShardCount: 2 }] }), reshard },
		recheck: ["reshard-in-progress", 15],
	},
	{
		title: "15 s after an answer that was lost",
		outcome: {
			kind: "unknown-outcome",
			decision: aScaleOut(),
			intent: {
				streamName: "votes",
				intentId: "1",
				atMs: NOW_MS,
				fromShardCount: 1,
				targetShardCount: 2,
				trigger: "burst",
				startedBy: "headroom",
			},
			error: new ReshardError("lost", { code: "reshard.unknown-outcome", retryable: true }),
		},
		recheck: ["reshard-in-progress", 15],
	},
	{
		title: "15 s after another evaluation won the race: it may have died since",
		outcome: { kind: "lost-race", decision: aScaleOut() },
		recheck: ["reshard-in-progress", 15],
	},
	{ title: "15 s after ResourceInUse", outcome: refused("reshard-in-progress"), recheck: ["reshard-in-progress", 15] },
	{ title: "30 s after too many calls a second", outcome: refused("rate"), recheck: ["blocked", 30] },
	{ title: "as late as SQS can after the quota was refused", outcome: refused("reshard-quota"), recheck: ["blocked", 900] },
	{
		title: "15 s later while a young reshard goes on",
		outcome: held,
		isReshardInProgress: true,
		reshards: [{ ...reshard, atMs: NOW_MS - 30_000 }],
		recheck: ["reshard-in-progress", 15],
	},
	{
		title: "after a quarter of its age while an older reshard goes on",
		outcome: held,
		isReshardInProgress: true,
		reshards: [{ ...reshard, atMs: NOW_MS - 240_000 }],
		recheck: ["reshard-in-progress", 60],
	},
	{
		title: "at most two minutes later, however long a reshard goes on",
		outcome: held,
		isReshardInProgress: true,
		reshards: [{ ...reshard, atMs: NOW_MS - 7_200_000 }],
		recheck: ["reshard-in-progress", 120],
	},
	{
		title: "15 s later while somebody else's reshard, of unknown age, goes on",
		outcome: held,
		isReshardInProgress: true,
		reshards: [{ ...reshard, atMs: NOW_MS - 7_200_000, settledAtMs: NOW_MS - 7_000_000 }],
		recheck: ["reshard-in-progress", 15],
	},
	{
		title: "a second after a block ends, not a moment before",
		outcome: calmBlocked({ untilMs: NOW_MS + 59_001 }),
		recheck: ["blocked", 61],
	},
	{
		title: "15 s into a cooldown that throttles from before the reshard run against: by then the producers' seconds tell of after it",
		outcome: { kind: "blocked", decision: aBlocked({ measured: ASSUMED, blockedBy: "cooldown", untilMs: NOW_MS + 119_000 }) },
		recheck: ["still-throttled", 15],
	},
	{
		title: "as late as SQS can while a block ends later than that",
		outcome: calmBlocked({ untilMs: NOW_MS + 86_400_000 }),
		recheck: ["blocked", 900],
	},
	{
		title: "never by itself for a block whose end nobody can know: the sweep looks",
		outcome: { kind: "blocked", decision: withoutEnd() },
		recheck: undefined,
	},
	{
		title: "a minute later while a finding stands and writes are still throttled",
		outcome: { kind: "diagnosed", decision: aFinding() },
		recheck: ["still-throttled", 60],
	},
	{
		title: "15 s later when the fast alarm says throttled and the metrics do not yet",
		outcome: held,
		wakeup: alarm("fast"),
		recheck: ["still-throttled", 15],
	},
	{
		title: "15 s later when any producer's alarm says so",
		outcome: held,
		wakeup: alarm("any-producer"),
		recheck: ["still-throttled", 15],
	},
	{ title: "never for an alarm that went to OK over a calm stream", outcome: held, wakeup: alarm("fast", "OK"), recheck: undefined },
	{ title: "never for low utilization with nothing to do", outcome: held, wakeup: alarm("utilization-low"), recheck: undefined },
	{ title: "never for a calm stream", outcome: held, recheck: undefined },
];

describe("a stream is looked at again", () => {
	it.each(rows)("$title", ({ outcome, wakeup = sweep, isReshardInProgress = false, reshards = [], recheck }) => {
		const next = nextRecheck({ streamName: "votes", outcome, wakeup, isReshardInProgress, reshards, nowMs: NOW_MS });
		expect(next).toEqual(recheck && { streamName: "votes", reason: recheck[0], delaySeconds: recheck[1] });
	});
});

function withoutEnd(): ReturnType<typeof aBlocked> {
	const { untilMs: _, ...blocked } = aBlocked({ measured: CALM, blockedBy: "max-shard-count" });
	return blocked;
}
