import {
	type BlockedDecision,
	type Decision,
	type DiagnoseDecision,
	explain,
	type Override,
	RESHARD_COUNTED_MS,
	RESHARDS_PER_ROLLING_DAY,
	type ReshardBudget,
	type ReshardRecord,
	type ScaleDecision,
	summarize,
} from "@headroom/engine";
import { overrideWords } from "../evaluate/active-override.ts";
import type { ActOutcome, Settlement } from "../evaluate/evaluation.ts";
import type { Notification, ReshardIntent, Wakeup } from "../ports/ports.ts";
import { costLines } from "./notification-cost.ts";
import { utcSecond } from "./utc-second.ts";

/**
 * SNS wants fewer than 100 characters of ASCII without line breaks.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html Subject (read 2026-11-23)
 */
export const MAX_SUBJECT_LENGTH = 99;

type AcceptedOutcome = Extract<ActOutcome, { kind: "accepted" }>;
type RefusedOutcome = Extract<ActOutcome, { kind: "refused" }>;
type UnknownOutcome = Extract<ActOutcome, { kind: "unknown-outcome" }>;

/** UpdateShardCount was accepted. */
export function acceptedNotification({ decision, reshard }: AcceptedOutcome, wakeup: Wakeup): Notification {
	const { streamName, openShardCount, targetShardCount, plan } = decision;
	const next = plan[1];
	return {
		kind: "accepted",
		streamName,
		subject: subject(streamName, `scaling ${direction(decision)} ${openShardCount} -> ${shards(targetShardCount)}`),
		decision,
		body: body([
			summarize(decision),
			reasons(decision),
			[
				...(next === undefined ? [] : [`Next: ${next.fromShardCount} → ${shards(next.toShardCount)}, when the stream is ACTIVE again.`]),
				budgetLine(afterReshard(decision.budget, reshard.atMs)),
				...costLines(openShardCount, targetShardCount),
				wokenByLine(wakeup),
			],
		]),
	};
}

/** UpdateShardCount was refused. */
export function refusedNotification({ decision, message }: RefusedOutcome, wakeup: Wakeup): Notification {
	const { streamName, openShardCount, targetShardCount } = decision;
	return {
		kind: "refused",
		streamName,
		subject: subject(streamName, `the service refused ${openShardCount} -> ${shards(targetShardCount)}`),
		decision,
		body: body([
			`The service refused to scale ${direction(decision)} ${openShardCount} → ${shards(targetShardCount)}: ${message}`,
			[summarize(decision)],
			reasons(decision),
			[budgetLine(decision.budget), wokenByLine(wakeup)],
		]),
	};
}

/** The answer to UpdateShardCount was lost. */
export function unknownOutcomeNotification({ decision, error }: UnknownOutcome, wakeup: Wakeup): Notification {
	const { streamName, openShardCount, targetShardCount } = decision;
	return {
		kind: "failed",
		streamName,
		subject: subject(streamName, `no answer to ${openShardCount} -> ${shards(targetShardCount)}`),
		decision,
		body: body([
			`It is not known whether the service accepted ${openShardCount} → ${shards(targetShardCount)}: ${error.message}`,
			[summarize(decision)],
			["The stream's state will tell; until it does, or for two minutes, no other reshard is asked for.", wokenByLine(wakeup)],
		]),
	};
}

/** A change is wanted, and something forbids it now. */
export function blockedNotification(decision: BlockedDecision, wakeup: Wakeup): Notification {
	const { streamName, openShardCount, recommendedShardCount, blockedBy, untilMs } = decision;
	const when =
		untilMs === undefined
			? "When it is possible again cannot be known; it is looked at every time."
			: `Possible again from ${utcSecond(untilMs)} on.`;
	return {
		kind: "blocked",
		streamName,
		subject: subject(streamName, `${openShardCount} -> ${shards(recommendedShardCount)} blocked by ${blockedBy}`),
		decision,
		body: body([summarize(decision), reasons(decision), [when, budgetLine(decision.budget), wokenByLine(wakeup)]]),
	};
}

/** Throttled, and more shards would not help. */
export function findingNotification(decision: DiagnoseDecision, wakeup: Wakeup): Notification {
	const { streamName, finding, hotShardIds } = decision;
	return {
		kind: "finding",
		streamName,
		subject: subject(streamName, finding === "hot-key" ? "hot key, more shards would not help" : "hot key suspected"),
		decision,
		body: body([
			summarize(decision),
			reasons(decision),
			[
				...(hotShardIds.length === 0 ? [] : [`Hot: ${hotShardIds.join(", ")}.`]),
				"What helps: a partition key with more values, or fewer writes with the hot one.",
				budgetLine(decision.budget),
				wokenByLine(wakeup),
			],
		]),
	};
}

/** Written down only now, because it ended now, or because the evaluation that began it did not finish. */
export function settlementNotification(streamName: string, settlement: ToldSettlement): Notification {
	const [subjectText, says] = settlementTexts(settlement);
	return { kind: "settled", streamName, subject: subject(streamName, subjectText), body: body([`${streamName}: ${says}`]) };
}

export type ToldSettlement = Exclude<Settlement, { kind: "shard-count-observed" }>;

/** A reshard whose own notification was never sent, told late. */
export function lateReshardNotification(streamName: string, reshard: ReshardRecord): Notification {
	const change = `${reshard.fromShardCount} -> ${shards(reshard.toShardCount)}`;
	return {
		kind: "accepted",
		streamName,
		subject: subject(streamName, `resharding ${change}`),
		body: body([
			`${streamName}: resharding ${arrow(reshard)} since ${utcSecond(reshard.atMs)} (${triggerWords(reshard)}). The evaluation that asked for it could not say so.`,
		]),
	};
}

/** A person has set, replaced or ended an override. */
export function overrideNotification(streamName: string, override: Override, replaced: Override, by: string): Notification {
	const [was, is] = [overrideWords(replaced), overrideWords(override)];
	const verb = override.kind === "pause" ? "paused" : "held";
	return {
		kind: "override",
		streamName,
		subject: subject(streamName, override.kind === "none" ? "the autoscaler acts again" : `${verb} until ${utcSecond(override.untilMs)}`),
		body: body([
			is === undefined ? `${streamName}: the autoscaler acts again, says ${by}.` : `${streamName} is ${is}.`,
			was === undefined ? [] : [`Before, it was ${was}.`],
			override.kind === "none" ? [] : ["Until then the autoscaler looks and tells, and does not reshard. A person still can."],
		]),
	};
}

/** The stream could not be evaluated: nothing was changed. */
export function failedNotification(streamName: string, error: unknown, wakeup: Wakeup): Notification {
	return {
		kind: "failed",
		streamName,
		subject: subject(streamName, "could not be evaluated"),
		body: body([
			`${streamName} could not be evaluated: ${messageOf(error)}`,
			["Nothing was changed. It is tried again at the next alarm, re-check or sweep.", wokenByLine(wakeup)],
		]),
	};
}

/** The metrics could not be read, and floors, minimum or a person's bounds were acted on all the same. */
export function withoutMetricsNotification(streamName: string, error: unknown, wakeup: Wakeup): Notification {
	return {
		kind: "failed",
		streamName,
		subject: subject(streamName, "evaluated without metrics"),
		body: body([
			messageOf(error),
			[
				"Floors, minimum and a person's bounds were heeded. Nothing is decided by load until the metrics can be read again; it is tried at the next alarm, re-check or sweep.",
				wokenByLine(wakeup),
			],
		]),
	};
}

/** What was decided was done, but not all of it could be written, told or scheduled. */
export function incompleteNotification(streamName: string, error: unknown, wakeup: Wakeup): Notification {
	return {
		kind: "failed",
		streamName,
		subject: subject(streamName, "evaluated, but not all was written"),
		body: body([messageOf(error), ["The next evaluation finds what is missing and writes it.", wokenByLine(wakeup)]]),
	};
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

function settlementTexts(settlement: ToldSettlement): readonly [subjectText: string, says: string] {
	switch (settlement.kind) {
		case "intent-settled":
			return [
				`resharding ${settlement.reshard.fromShardCount} -> ${shards(settlement.reshard.toShardCount)}`,
				`UpdateShardCount ${arrow(settlement.reshard)} of ${utcSecond(settlement.reshard.atMs)} was accepted, as the stream shows; ` +
					"the evaluation that asked for it had no answer.",
			];
		case "intent-withdrawn":
			return [
				`no trace of ${settlement.intent.fromShardCount} -> ${shards(settlement.intent.targetShardCount)}`,
				`UpdateShardCount ${intentArrow(settlement.intent)} was to be asked for at ${utcSecond(settlement.intent.atMs)}, ` +
					"and the stream shows no trace of it. It does not count; what is needed is decided anew.",
			];
		case "reshard-settled": {
			const { reshard, openShardCount } = settlement;
			const seconds = Math.round(((reshard.settledAtMs ?? reshard.atMs) - reshard.atMs) / 1000);
			return openShardCount === reshard.fromShardCount && reshard.fromShardCount !== reshard.toShardCount
				? [
						`still ${shards(openShardCount)} after ${reshard.fromShardCount} -> ${reshard.toShardCount}`,
						`UpdateShardCount ${arrow(reshard)} was accepted at ${utcSecond(reshard.atMs)}, and ${seconds} s later the stream still has ` +
							`${shards(openShardCount)}. It counts against the ten; what is needed is decided anew.`,
					]
				: [
						`ACTIVE with ${shards(openShardCount)}`,
						`ACTIVE with ${shards(openShardCount)}, at most ${seconds} s after UpdateShardCount ${arrow(reshard)} (${triggerWords(reshard)}).`,
					];
		}
		case "reshard-observed":
			return [
				`somebody else resharded ${settlement.reshard.fromShardCount} -> ${settlement.reshard.toShardCount}`,
				`somebody else resharded ${arrow(settlement.reshard)}; seen at ${utcSecond(settlement.reshard.atMs)}. ` +
					`It counts against the ${RESHARDS_PER_ROLLING_DAY} of the rolling 24 h.`,
			];
		default:
			return settlement satisfies never;
	}
}

function reasons(decision: Decision): string[] {
	const [, ...steps] = explain(decision).split("\n");
	return steps.length === 0 ? [] : ["How it came to that:", ...steps];
}

function afterReshard(before: ReshardBudget, atMs: number): ReshardBudget {
	return { used: before.used + 1, left: Math.max(0, before.left - 1), nextFreeAtMs: before.nextFreeAtMs ?? atMs + RESHARD_COUNTED_MS };
}

function budgetLine({ left, nextFreeAtMs }: ReshardBudget): string {
	const free = nextFreeAtMs === undefined ? "" : `; the next one is free again at ${utcSecond(nextFreeAtMs)}`;
	return `Budget: ${left} of ${RESHARDS_PER_ROLLING_DAY} reshards are left in this rolling 24 h${free}.`;
}

function wokenByLine(wakeup: Wakeup): string {
	switch (wakeup.kind) {
		case "alarm":
			return `Woken by: alarm ${wakeup.alarmName} (${wakeup.state}).`;
		case "person":
			return `Woken by: ${wakeup.by}.`;
		case "recheck":
			return `Woken by: re-check (${wakeup.reason}).`;
		case "sweep":
			return "Woken by: sweep.";
		default:
			return wakeup satisfies never;
	}
}

function triggerWords({ by, trigger, startedBy }: ReshardRecord): string {
	if (by !== undefined) return `asked for by ${by}`;
	return trigger === undefined ? `started by ${startedBy}` : trigger;
}

function direction(decision: ScaleDecision): "in" | "out" {
	return decision.kind === "scale-out" ? "out" : "in";
}

function arrow({ fromShardCount, toShardCount }: ReshardRecord): string {
	return `${fromShardCount} → ${shards(toShardCount)}`;
}

function intentArrow({ fromShardCount, targetShardCount }: ReshardIntent): string {
	return `${fromShardCount} → ${shards(targetShardCount)}`;
}

function shards(count: number): string {
	return count === 1 ? "1 shard" : `${count} shards`;
}

/** A stream's name may be longer than a subject: the name is cut, never what happened. */
function subject(streamName: string, says: string): string {
	const room = MAX_SUBJECT_LENGTH - `Headroom: : ${says}`.length;
	const name = streamName.length <= room ? streamName : `${streamName.slice(0, room - 3)}...`;
	return `Headroom: ${name}: ${says}`;
}

function body([first, ...paragraphs]: readonly [string, ...string[][]]): string {
	return [first, ...paragraphs.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"))].join("\n\n");
}
