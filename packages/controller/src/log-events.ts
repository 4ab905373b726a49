import { summarize } from "@headroom/engine";
import type { Evaluation } from "./evaluation.ts";

/** The `event` of each log line that the loop writes. Stable; docs/operations.md says what to search for when. */
export const LOG_EVENTS = {
	/** One line an evaluation that came to an end: see {@link evaluationFields}. */
	evaluated: "stream.evaluated",
	/** The evaluation ended in an error; `code`, `reason`, and in `besides` what had failed before it. */
	evaluationFailed: "stream.evaluation-failed",
	/** AWS refused a call for the account's rate; `code`, `reason`. The stream is looked at again a little later. */
	postponed: "stream.postponed",
	/** The notifier did not take it; the line holds `subject` and `body`, so that it is not lost. */
	notificationFailed: "notification.failed",
	recheckFailed: "recheck.failed",
	/** A sweep ended: `streamCount`, `failedStreamNames`, and where there are such `postponedStreamNames` and `leftCount`, for the next sweep. */
	swept: "sweep.finished",
} as const;

/** What the line of one evaluation holds besides `event`. */
export function evaluationFields({ streamName, decision, outcome, settlements, recheck }: Evaluation): Readonly<Record<string, unknown>> {
	return {
		streamName,
		outcome: outcome.kind,
		openShardCount: decision.openShardCount,
		...("targetShardCount" in decision ? { targetShardCount: decision.targetShardCount } : {}),
		...("recommendedShardCount" in decision ? { recommendedShardCount: decision.recommendedShardCount } : {}),
		...(decision.kind === "blocked" ? { blockedBy: decision.blockedBy, untilMs: decision.untilMs } : {}),
		...(decision.kind === "diagnose" ? { finding: decision.finding, hotShardIds: decision.hotShardIds } : {}),
		...(outcome.kind === "refused" ? { refusal: outcome.refusal, refusalMessage: outcome.message } : {}),
		...(decision.measured.kind !== "no-data" ? { utilization: decision.measured.utilization } : {}),
		summary: summarize(decision),
		reshardsLeft: decision.budget.left,
		...(settlements.length === 0 ? {} : { settlements: settlements.map(({ kind }) => kind) }),
		...(recheck === undefined ? {} : { recheckReason: recheck.reason, recheckDelaySeconds: recheck.delaySeconds }),
	};
}
