import { type Decision, decide, type LoadObservation, type Observation } from "@headroom/engine";
import { act } from "./act.ts";
import { announceFailure, announceLate, announceOutcome, announceSettlement } from "./announcements.ts";
import { distinctReshards } from "./distinct-reshards.ts";
import { AutoscalerError } from "./errors.ts";
import { type Evaluation, type Outcome, recordedOutcome, type Settlement } from "./evaluation.ts";
import { Failures } from "./failures.ts";
import { evaluationFields, LOG_EVENTS } from "./log-events.ts";
import { nextRecheck } from "./next-recheck.ts";
import { isOwnReshardUnderWay } from "./own-reshard.ts";
import type { ManagedStream, Ports, StreamHistory, Trigger } from "./ports.ts";
import { quietTelemetry } from "./quiet-telemetry.ts";
import { heedRefusal } from "./standing-refusal.ts";
import { scheduleRecheck, tell } from "./tell.ts";
import { isReshardInProgress, whatStands } from "./what-stands.ts";

/** The service's minutes may be this late, and the oldest one of the window must still be whole. */
const METRICS_MARGIN_MS = 300_000;

/** What is known of the load when the metrics cannot be read. Not zeros: docs/decisions/0002-missing-data.md. */
const UNREAD_LOAD: LoadObservation = {
	minutes: [],
	fastWindow: { kind: "no-data" },
	iteratorAge: { kind: "no-data" },
	shardThrottles: { kind: "no-data" },
};

/** Younger than this, a reshard's own evaluation may still be about to tell of it, in more words than anybody else can. */
const LATE_AFTER_MS = 10_000;

/**
 * Look at one stream and do what it needs: observe → settle what stands → decide → act → record → notify → re-check.
 *
 * Idempotent: what wakes it is a hint, the observed state is what counts. Of two evaluations at once one acts. An evaluation
 * that breaks off anywhere leaves what the next one needs to finish it.
 *
 * @throws AutoscalerError when the stream could not be evaluated: nothing was changed, and people were told; or
 *   `evaluation.incomplete` when all was done but some of it could not be written, told or scheduled; or
 *   `evaluation.without-metrics` when floors, minimum or a person's bounds were acted on although the metrics could not be read
 */
export async function evaluateStream(ports: Ports, stream: ManagedStream, trigger: Trigger): Promise<Evaluation> {
	const quiet: Ports = { ...ports, telemetry: quietTelemetry(ports.telemetry) };
	const failures = new Failures();
	try {
		const evaluation = await evaluate(quiet, stream, trigger, failures);
		failures.throwIfUnread(evaluation.outcome.kind);
		quiet.telemetry.log("info", LOG_EVENTS.evaluated, { trigger, ...evaluationFields(evaluation) });
		failures.throwIfAny(stream.streamName, evaluation.outcome.kind);
		return evaluation;
	} catch (error) {
		await reportFailure(quiet, stream.streamName, error, trigger, failures);
		throw error;
	}
}

async function evaluate(ports: Ports, { streamName, policy }: ManagedStream, trigger: Trigger, failures: Failures): Promise<Evaluation> {
	const observedAtMs = ports.clock.nowMs();
	// Described before the history is read: see whatStands.
	const described = await ports.stream.describe(streamName);
	const found = await loadHistory(ports, streamName, observedAtMs);

	const settlements = whatStands(found, described, observedAtMs);
	const isSettled = await settleAll(ports, streamName, settlements, failures);
	const known = settlements.length === 0 ? found : await loadHistory(ports, streamName, observedAtMs);
	const isInProgress = isReshardInProgress(known, described, observedAtMs);

	const sinceMs = observedAtMs - policy.stabilizationWindowSeconds * 1000 - METRICS_MARGIN_MS;
	const [account, load = UNREAD_LOAD] = await Promise.all([
		ports.stream.describeAccount(),
		failures.collectUnread(ports.load.read(streamName, sinceMs, observedAtMs)),
	]);
	// A reshard that was accepted counts as begun, though the stream may be described as ACTIVE for some seconds more.
	const stream: Observation["stream"] =
		isInProgress && described.streamStatus === "ACTIVE" ? { ...described, streamStatus: "UPDATING" } : described;
	const decision = heedRefusal(decide({ streamName, observedAtMs, stream, account, load }, policy, known.history), known.lastRefusal);
	observed(ports, decision);

	const outcome = await carryOut(ports, decision, isSettled ? known.revision : undefined, failures);

	const announcement = announceOutcome(outcome, trigger, known);
	if (announcement !== undefined) await tell(ports, announcement, { decision, trigger, outcome: recordedOutcome(outcome) }, failures);
	await tellLate(ports, streamName, known, observedAtMs, failures);

	const { reshards } = known.history;
	const wanted = nextRecheck({ streamName, outcome, trigger, isReshardInProgress: isInProgress, reshards, nowMs: ports.clock.nowMs() });
	const recheck = wanted === undefined ? undefined : await scheduleRecheck(ports, wanted, failures);
	return { streamName, decision, settlements, outcome, ...(recheck === undefined ? {} : { recheck }) };
}

async function loadHistory(ports: Ports, streamName: string, nowMs: number): Promise<StreamHistory> {
	const loaded = await ports.history.load(streamName, nowMs);
	return { ...loaded, history: { ...loaded.history, reshards: distinctReshards(loaded.history.reshards) } };
}

/**
 * Told first, written second: after a crash between the two it is found again, and the claim keeps it from being told twice. What
 * another evaluation is telling is its to write: were it written here, and the other died, nobody would ever be told.
 *
 * @returns whether all is written; of what is not, nothing may be acted on
 * @throws HistoryError when it cannot be written: nothing may then be decided on it
 */
async function settleAll(ports: Ports, streamName: string, settlements: readonly Settlement[], failures: Failures): Promise<boolean> {
	for (const settlement of settlements) {
		const announcement = announceSettlement(streamName, settlement);
		const told = announcement === undefined ? "done" : await tell(ports, announcement, undefined, failures);
		// The order of writes counts: nothing that follows is written before it.
		if (told === "being-sent") return false;
		await write(ports, streamName, settlement);
	}
	return true;
}

async function write(ports: Ports, streamName: string, settlement: Settlement): Promise<void> {
	switch (settlement.kind) {
		case "intent-settled":
			return ports.history.settleIntent(settlement.intent, settlement.reshard);
		case "intent-withdrawn":
			return ports.history.withdrawIntent(settlement.intent);
		case "reshard-observed":
		case "reshard-settled":
			return ports.history.recordReshard(streamName, settlement.reshard);
		case "shard-count-observed":
			return ports.history.recordObservedShardCount(streamName, settlement.openShardCount, settlement.atMs);
		default:
			return settlement satisfies never;
	}
}

function observed(ports: Ports, { streamName, openShardCount, budget, measured }: Decision): void {
	const utilization = measured.kind !== "no-data" ? { utilization: measured.utilization } : {};
	ports.telemetry.observed({ streamName, openShardCount, reshardsLeft: budget.left, ...utilization });
}

/** @param revision undefined where another evaluation is still settling what the decision rests on: acting is then left to it, or to the next */
async function carryOut(ports: Ports, decision: Decision, revision: number | undefined, failures: Failures): Promise<Outcome> {
	switch (decision.kind) {
		case "hold":
			return { kind: "held", decision };
		case "blocked":
			return { kind: "blocked", decision };
		case "diagnose":
			return { kind: "diagnosed", decision };
		case "scale-in":
		case "scale-out":
			return revision === undefined ? { kind: "lost-race", decision } : act(ports, decision, revision, failures);
		default:
			return decision satisfies never;
	}
}

/** Every reshard under way is told of once; here, where the evaluation that asked for it broke off before it could. */
async function tellLate(ports: Ports, streamName: string, known: StreamHistory, nowMs: number, failures: Failures): Promise<void> {
	for (const reshard of known.history.reshards) {
		if (isOwnReshardUnderWay(reshard) && nowMs - reshard.atMs >= LATE_AFTER_MS) {
			await tell(ports, announceLate(streamName, reshard), undefined, failures);
		}
	}
}

/** Never silent: a failure is told like a refusal, once an hour while it stands. */
async function reportFailure(ports: Ports, streamName: string, error: unknown, trigger: Trigger, failures: Failures): Promise<void> {
	const code = error instanceof AutoscalerError ? error.code : "unexpected";
	const reason = error instanceof Error ? error.message : String(error);
	const besides = failures.reasonsBesides(error);
	ports.telemetry.log("error", LOG_EVENTS.evaluationFailed, {
		streamName,
		trigger,
		code,
		reason,
		...(besides.length === 0 ? {} : { besides }),
	});
	// What fails while a failure is told is in the log already; the first error is the one to throw.
	await tell(ports, announceFailure(streamName, error, trigger), undefined, new Failures());
}
