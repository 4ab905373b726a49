import type { Decision } from "@headroom/engine";
import { ErrorCollector } from "../error-collector.ts";
import { AutoscalerError, isRateRefusal, messageOf } from "../errors.ts";
import type { Evaluation, Outcome } from "../evaluation.ts";
import { evaluationFields, LOG_EVENTS } from "../log-events.ts";
import { nonThrowingTelemetry } from "../non-throwing-telemetry.ts";
import { failureMessage } from "../notify/failure-message.ts";
import type { ManagedStream, Ports, UnreadableStream } from "../ports/ports.ts";
import type { Wakeup } from "../ports/wakeup.ts";
import { decideStream } from "./decide-stream.ts";
import { EvaluationContext } from "./evaluation-context.ts";
import { type ReconciledSnapshot, reconcile } from "./reconcile.ts";
import { notifyUnreportedReshards, reportOutcome, scheduleNextRecheck } from "./report-outcome.ts";
import { requestReshard } from "./request-reshard.ts";
import { scheduleRecheck } from "./schedule-recheck.ts";

/** By then others have had their share of the account's rate, or the next sweep comes. */
const POSTPONED_SECONDS = 30;

/**
 * Evaluate one stream: observe → settle → decide → act → record → notify → re-check.
 *
 * Idempotent: the wakeup is a hint, the observed state decides. Of two evaluations at once only one acts. An evaluation
 * that breaks off anywhere leaves what the next one needs to finish it.
 *
 * @param stream if its policy cannot be read, the evaluation fails with that fault, and people get a message like that of any other failure
 * @throws AutoscalerError the evaluation failed: it changed nothing, and people got a message; or it was postponed (see
 *   {@link isRateRefusal}): it changed nothing, and a re-check is scheduled; or
 *   `evaluation.incomplete`: it acted, but a write, a message or a re-check failed; or
 *   `evaluation.without-metrics`: it could not read the metrics and acted on floors, the minimum or overrides
 */
export async function evaluateStream(ports: Ports, stream: ManagedStream | UnreadableStream, wakeup: Wakeup): Promise<Evaluation> {
	const { streamName } = stream;
	const context = new EvaluationContext({ ...ports, telemetry: nonThrowingTelemetry(ports.telemetry) }, streamName, wakeup);
	try {
		if ("fault" in stream) throw stream.fault;
		context.team = stream.policy.team;
		const evaluation = await evaluate(context, stream);
		context.errors.throwIfUnread(evaluation.outcome.kind);
		context.ports.telemetry.log("info", LOG_EVENTS.evaluated, { trigger: wakeup, ...evaluationFields(evaluation) });
		context.errors.throwIfAny(streamName, evaluation.outcome.kind);
		return evaluation;
	} catch (error) {
		if (isRateRefusal(error)) await postpone(context, error);
		else await reportFailure(context, error);
		throw error;
	}
}

/**
 * Not a failure: the stream is looked at again by the next sweep, and before it where something else woke the loop.
 * @throws AutoscalerError `evaluation.incomplete` where that could not be asked for
 */
async function postpone({ ports, streamName, wakeup }: EvaluationContext, { code, message }: AutoscalerError): Promise<void> {
	ports.telemetry.log("warn", LOG_EVENTS.postponed, { streamName, trigger: wakeup, code, reason: message });
	if (wakeup.kind === "sweep") return;
	const errors = new ErrorCollector();
	await scheduleRecheck(ports, { streamName, reason: "rate-exceeded", delaySeconds: POSTPONED_SECONDS }, errors);
	errors.throwIfAny(streamName, "held");
}

async function evaluate(context: EvaluationContext, stream: ManagedStream): Promise<Evaluation> {
	const { errors, ports, streamName } = context;
	const snapshot = await reconcile(context);

	const { decision, metricsError } = await decideStream(ports, stream, snapshot);
	errors.metricsError = metricsError;
	publishMetrics(context, decision);

	const outcome = await carryOut(context, decision, snapshot);

	await reportOutcome(context, outcome, snapshot);
	await notifyUnreportedReshards(context, snapshot);
	const recheck = await scheduleNextRecheck(context, outcome, snapshot);
	const { settlements } = snapshot;
	return { streamName, decision, settlements, outcome, ...(recheck === undefined ? {} : { recheck }) };
}

function publishMetrics({ ports }: EvaluationContext, { streamName, openShardCount, budget, measured }: Decision): void {
	const utilization = measured.kind !== "no-data" ? { utilization: measured.utilization } : {};
	ports.telemetry.observed({ streamName, openShardCount, reshardsLeft: budget.left, ...utilization });
}

/** Does not act while another evaluation still writes what the decision rests on: that one acts, or the next. */
async function carryOut(context: EvaluationContext, decision: Decision, { isSettled, known }: ReconciledSnapshot): Promise<Outcome> {
	switch (decision.kind) {
		case "hold":
			return { kind: "held", decision };
		case "blocked":
			return { kind: "blocked", decision };
		case "diagnose":
			return { kind: "diagnosed", decision };
		case "scale-in":
		case "scale-out":
			return isSettled ? requestReshard(context, decision, known.revision) : { kind: "lost-race", decision };
		default:
			return decision satisfies never;
	}
}

/** Never silent: while a failure goes on, people get a message once an hour, as for a refusal. */
async function reportFailure(context: EvaluationContext, error: unknown): Promise<void> {
	const { errors, ports, streamName, wakeup } = context;
	const code = error instanceof AutoscalerError ? error.code : "unexpected";
	const besides = errors.reasonsBesides(error);
	ports.telemetry.log("error", LOG_EVENTS.evaluationFailed, {
		streamName,
		trigger: wakeup,
		code,
		reason: messageOf(error),
		...(besides.length === 0 ? {} : { besides }),
	});
	// An error of the report itself is in the log already; the first error is the one to throw.
	await context.notify(failureMessage(streamName, error, wakeup), undefined, new ErrorCollector());
}
