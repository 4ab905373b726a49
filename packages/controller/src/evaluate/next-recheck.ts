import { awaitsFirstSeconds, type MeasuredLoad, type ReshardRecord } from "@headroom/engine";
import { parseAlarmName } from "../alarms/alarm-definitions.ts";
import type { Outcome } from "../evaluation.ts";
import { MAX_RECHECK_DELAY_SECONDS, type Recheck } from "../ports/recheck-port.ts";
import type { ReshardRefusal } from "../ports/stream-port.ts";
import type { Wakeup } from "../ports/wakeup.ts";

/** The first re-check of a reshard comes when a small stream's may be over. The intervals then grow with its age. */
const MIN_RESHARD_DELAY_SECONDS = 15;
const MAX_RESHARD_DELAY_SECONDS = 120;
const RESHARD_DELAY_SHARE_OF_AGE = 0.25;

const STILL_THROTTLED_DELAY_SECONDS = 60;
/** The alarm reports throttles, the metrics do not show them yet: they are seconds to two minutes late. */
const LATE_METRICS_DELAY_SECONDS = 15;
/** Others made more than ten calls a second; that passes soon. */
const RATE_DELAY_SECONDS = 30;

export interface RecheckInput {
	readonly streamName: string;
	readonly outcome: Outcome;
	readonly wakeup: Wakeup;
	readonly isReshardInProgress: boolean;
	/** All known reshards. While the newest is under way, its age sets the interval. */
	readonly reshards: readonly ReshardRecord[];
	readonly nowMs: number;
}

/**
 * The next re-check, if one is needed before the next sweep. At most one: for a reshard under way first, then for a block, then
 * for throttles.
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
		// A second more, so that it is not too early.
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
			// The back-off is a quarter of an hour or longer: see refusal-backoff.ts.
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
