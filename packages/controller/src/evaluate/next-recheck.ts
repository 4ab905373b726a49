import { awaitsFirstSeconds, type MeasuredLoad, type ReshardRecord } from "@headroom/engine";
import { parseAlarmName } from "../alarms/alarm-definitions.ts";
import type { Outcome } from "../evaluation.ts";
import { MAX_RECHECK_DELAY_SECONDS, type Recheck } from "../ports/recheck-port.ts";
import type { ReshardRefusal } from "../ports/stream-port.ts";
import type { Wakeup } from "../ports/wakeup.ts";

/** A reshard is looked at first when a small stream's may be over, then at intervals that grow with its age: long reshards are not polled. */
const MIN_RESHARD_DELAY_SECONDS = 15;
const MAX_RESHARD_DELAY_SECONDS = 120;
const RESHARD_DELAY_SHARE_OF_AGE = 0.25;

const STILL_THROTTLED_DELAY_SECONDS = 60;
/** An alarm says throttled and the metrics do not yet: they are late by seconds to two minutes. */
const LATE_METRICS_DELAY_SECONDS = 15;
/** More than ten calls a second were made: by others, and they will be over soon. */
const RATE_DELAY_SECONDS = 30;

export interface RecheckInput {
	readonly streamName: string;
	readonly outcome: Outcome;
	readonly wakeup: Wakeup;
	readonly isReshardInProgress: boolean;
	/** Every reshard known; the newest one's age sets the pace while it is under way. */
	readonly reshards: readonly ReshardRecord[];
	readonly nowMs: number;
}

/**
 * When to look again, if sooner than the sweep would. At most one is asked for: what is under way first, then what is blocked,
 * then what is still throttled.
 */
export function nextRecheck(input: RecheckInput): Recheck | undefined {
	const after = (reason: Recheck["reason"], delaySeconds: number): Recheck => ({ streamName: input.streamName, reason, delaySeconds });
	const { outcome, nowMs } = input;
	switch (outcome.kind) {
		case "accepted":
			return after(outcome.decision.plan.length > 1 ? "more-steps" : "reshard-in-progress", MIN_RESHARD_DELAY_SECONDS);
		case "unknown-outcome":
		case "lost-race":
			return after("reshard-in-progress", MIN_RESHARD_DELAY_SECONDS);
		case "refused":
			return afterRefusal(outcome.refusal, after);
		case "blocked":
		case "diagnosed":
		case "held":
			break;
		default:
			return outcome satisfies never;
	}
	if (input.isReshardInProgress) return after("reshard-in-progress", reshardDelaySeconds(input.reshards, nowMs));
	if (outcome.kind === "blocked" && awaitsFirstSeconds(outcome.decision)) return after("still-throttled", LATE_METRICS_DELAY_SECONDS);
	if (outcome.kind === "blocked" && outcome.decision.untilMs !== undefined && outcome.decision.untilMs > nowMs) {
		// A second more: not a moment before it is free.
		const delaySeconds = Math.ceil((outcome.decision.untilMs - nowMs) / 1000) + 1;
		return after("blocked", Math.min(delaySeconds, MAX_RECHECK_DELAY_SECONDS));
	}
	if (isThrottled(outcome.decision.measured)) return after("still-throttled", STILL_THROTTLED_DELAY_SECONDS);
	if (outcome.kind === "held" && isThrottleAlarm(input.wakeup)) return after("still-throttled", LATE_METRICS_DELAY_SECONDS);
	return undefined;
}

function afterRefusal(refusal: ReshardRefusal, after: (reason: Recheck["reason"], delaySeconds: number) => Recheck): Recheck | undefined {
	switch (refusal) {
		case "reshard-in-progress":
			return after("reshard-in-progress", MIN_RESHARD_DELAY_SECONDS);
		case "rate":
			return after("blocked", RATE_DELAY_SECONDS);
		case "account-shard-quota":
		case "on-demand":
		case "other":
		case "reshard-quota":
		case "target-out-of-range":
			// Believed for a quarter of an hour or longer: see refusal-backoff.ts.
			return after("blocked", MAX_RECHECK_DELAY_SECONDS);
		default:
			return refusal satisfies never;
	}
}

function reshardDelaySeconds(reshards: readonly ReshardRecord[], nowMs: number): number {
	const newestAtMs = Math.max(...reshards.filter(({ settledAtMs }) => settledAtMs === undefined).map(({ atMs }) => atMs));
	if (!Number.isFinite(newestAtMs)) return MIN_RESHARD_DELAY_SECONDS;
	const ageSeconds = (nowMs - newestAtMs) / 1000;
	return Math.round(Math.min(MAX_RESHARD_DELAY_SECONDS, Math.max(MIN_RESHARD_DELAY_SECONDS, ageSeconds * RESHARD_DELAY_SHARE_OF_AGE)));
}

function isThrottled(measured: MeasuredLoad): boolean {
	return measured.kind !== "no-data" && measured.throttledRecordsPerSecond > 0;
}

function isThrottleAlarm(wakeup: Wakeup): boolean {
	if (wakeup.kind !== "alarm" || wakeup.state !== "ALARM") return false;
	const kind = parseAlarmName(wakeup.alarmName)?.kind;
	return kind === "fast" || kind === "any-producer";
}
