import { summarize } from "@headroom/engine";
import type { Evaluation } from "./evaluation.ts";

/** The `event` of each log line that the loop writes. Stable; docs/operations.md says what to search for when. */
export const LOG_EVENTS = {
	/** One line for each finished evaluation: see {@link evaluationFields}. */
	evaluated: "stream.evaluated",
	/** The evaluation ended in an error: `code`, `reason`, and in `besides` the errors before it. */
	evaluationFailed: "stream.evaluation-failed",
	/** AWS refused a call for the account's rate: `code`, `reason`. Headroom evaluates the stream again a little later. */
	postponed: "stream.postponed",
	/** The notifier refused a message; the line holds its `subject` and `body`, so that it is not lost. */
	notificationFailed: "notification.failed",
	/** An alarm that a probe had set arrived: `decision` and `summary` say what would be done, and nothing was done. */
	probed: "stream.probed",
	/** The same, where the stream could not be evaluated; `code`, `reason`. */
	probeFailed: "stream.probe-failed",
	recheckFailed: "recheck.failed",
	/** A sweep ended: `streamCount`, `failedStreamNames`, and where there are such `postponedStreamNames` and `leftCount`, for the next sweep. */
	swept: "sweep.finished",
} as const;

/** The fields of the line of one evaluation besides `event`. */
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
