import type { Decision, Override } from "@headroom/engine";
import { AutoscalerError } from "../errors.ts";
import { announceFailure, announceLate, withOverrideNote } from "../notify/announcements.ts";
import { ErrorCollector } from "../notify/error-collector.ts";
import { nonThrowingTelemetry } from "../notify/non-throwing-telemetry.ts";
import { notifyOnce } from "../notify/notify-once.ts";
import type { ManagedStream, Ports, StreamHistory, UnreadableStream, Wakeup } from "../ports/ports.ts";
import { activeOverride } from "./active-override.ts";
import { decideStream } from "./decide-stream.ts";
import type { Evaluation, Outcome } from "./evaluation.ts";
import { evaluationFields, LOG_EVENTS } from "./log-events.ts";
import { isOwnReshardUnderWay } from "./own-reshard.ts";
import { reconcile } from "./reconcile.ts";
import { reportOutcome } from "./report-outcome.ts";
import { requestReshard } from "./request-reshard.ts";

/** Younger than this, a reshard's own evaluation may still be about to tell of it, in more words than anybody else can. */
const LATE_AFTER_MS = 10_000;

/**
 * Look at one stream and do what it needs: observe → settle what stands → decide → act → record → notify → re-check.
 *
 * Idempotent: what wakes it is a hint, the observed state is what counts. Of two evaluations at once one acts. An evaluation
 * that breaks off anywhere leaves what the next one needs to finish it.
 *
 * @param stream one whose policy cannot be read fails with that fault, told like any other failure
 * @throws AutoscalerError when the stream could not be evaluated: nothing was changed, and people were told; or
 *   `evaluation.incomplete` when all was done but some of it could not be written, told or scheduled; or
 *   `evaluation.without-metrics` when floors, minimum or a person's bounds were acted on although the metrics could not be read
 */
export async function evaluateStream(ports: Ports, stream: ManagedStream | UnreadableStream, wakeup: Wakeup): Promise<Evaluation> {
	const quiet: Ports = { ...ports, telemetry: nonThrowingTelemetry(ports.telemetry) };
	const errors = new ErrorCollector();
	const heard: Heard = { override: { kind: "none" } };
	try {
		if ("fault" in stream) throw stream.fault;
		const evaluation = await evaluate(quiet, stream, wakeup, errors, heard);
		errors.throwIfUnread(evaluation.outcome.kind);
		quiet.telemetry.log("info", LOG_EVENTS.evaluated, { trigger: wakeup, ...evaluationFields(evaluation) });
		errors.throwIfAny(stream.streamName, evaluation.outcome.kind);
		return evaluation;
	} catch (error) {
		await reportFailure(quiet, stream.streamName, error, wakeup, errors, heard);
		throw error;
	}
}

/** What a person has said, once it is known: whatever is told from then on says so, a failure too. */
interface Heard {
	override: Override;
}

async function evaluate(ports: Ports, stream: ManagedStream, wakeup: Wakeup, errors: ErrorCollector, heard: Heard): Promise<Evaluation> {
	const { streamName } = stream;
	const stock = await reconcile(ports, streamName, errors);
	const { known, observedAtMs, settlements } = stock;
	heard.override = activeOverride(known, observedAtMs);

	const decision = await decideStream(ports, stream, stock, (load) => errors.collectUnread(load));
	observed(ports, decision);

	const outcome = await carryOut(ports, decision, stock.isSettled ? known.revision : undefined, errors);

	const recheck = await reportOutcome(ports, outcome, wakeup, stock, errors, () =>
		notifyUnreportedReshards(ports, streamName, known, observedAtMs, heard, errors),
	);
	return { streamName, decision, settlements, outcome, ...(recheck === undefined ? {} : { recheck }) };
}

function observed(ports: Ports, { streamName, openShardCount, budget, measured }: Decision): void {
	const utilization = measured.kind !== "no-data" ? { utilization: measured.utilization } : {};
	ports.telemetry.observed({ streamName, openShardCount, reshardsLeft: budget.left, ...utilization });
}

/** @param revision undefined where another evaluation is still settling what the decision rests on: acting is then left to it, or to the next */
async function carryOut(ports: Ports, decision: Decision, revision: number | undefined, errors: ErrorCollector): Promise<Outcome> {
	switch (decision.kind) {
		case "hold":
			return { kind: "held", decision };
		case "blocked":
			return { kind: "blocked", decision };
		case "diagnose":
			return { kind: "diagnosed", decision };
		case "scale-in":
		case "scale-out":
			return revision === undefined ? { kind: "lost-race", decision } : requestReshard(ports, decision, revision, errors);
		default:
			return decision satisfies never;
	}
}

/** Every reshard under way is told of once; here, where the evaluation that asked for it broke off before it could. */
async function notifyUnreportedReshards(
	ports: Ports,
	streamName: string,
	known: StreamHistory,
	nowMs: number,
	{ override }: Heard,
	errors: ErrorCollector,
): Promise<void> {
	for (const reshard of known.history.reshards) {
		if (isOwnReshardUnderWay(reshard) && nowMs - reshard.atMs >= LATE_AFTER_MS) {
			await notifyOnce(ports, withOverrideNote(announceLate(streamName, reshard), override), undefined, errors);
		}
	}
}

/** Never silent: a failure is told like a refusal, once an hour while it stands. */
async function reportFailure(
	ports: Ports,
	streamName: string,
	error: unknown,
	wakeup: Wakeup,
	errors: ErrorCollector,
	{ override }: Heard,
): Promise<void> {
	const code = error instanceof AutoscalerError ? error.code : "unexpected";
	const reason = error instanceof Error ? error.message : String(error);
	const besides = errors.reasonsBesides(error);
	ports.telemetry.log("error", LOG_EVENTS.evaluationFailed, {
		streamName,
		trigger: wakeup,
		code,
		reason,
		...(besides.length === 0 ? {} : { besides }),
	});
	// What fails while a failure is told is in the log already; the first error is the one to throw.
	await notifyOnce(ports, withOverrideNote(announceFailure(streamName, error, wakeup), override), undefined, new ErrorCollector());
}
