import { type ReconciledSnapshot, reconcile } from "../evaluate/reconcile.ts";
import { reportOutcome } from "../evaluate/report-outcome.ts";
import { requestReshard } from "../evaluate/request-reshard.ts";
import type { StreamSnapshot } from "../evaluate/stream-snapshot.ts";
import type { ErrorCollector } from "../notify/error-collector.ts";
import { CLAIM_LEASE_MS } from "../notify/notify-once.ts";
import type { Ports } from "../ports/ports.ts";
import { findConflict } from "./conflict.ts";
import { manualDecision } from "./manual-decision.ts";
import type {
	ManualPorts,
	ManualReshardRequest,
	ManualReshardSituation,
	ManualReshardStep,
	ScaleEnd,
	ScaleOptions,
} from "./manual-reshard.ts";
import type { RunLease } from "./manual-reshard-lease.ts";
import { planManualReshard } from "./plan-manual-reshard.ts";
import { waitUntilActive } from "./wait-until-active.ts";

/** A person's reshard under way. */
export interface ManualReshardContext {
	readonly ports: ManualPorts;
	readonly request: ManualReshardRequest;
	readonly options: ScaleOptions;
	readonly errors: ErrorCollector;
	readonly lease: RunLease;
	/** What the service accepted, in order. */
	readonly done: ManualReshardStep[];
	/** As last described. */
	openShardCount: number;
}

export const RACE_AGAIN_AFTER_MS = 1_000;
/**
 * How often a race against writes that are no rival's (an override, an evaluation that settles) is run again: for longer than a claim lasts
 * that an evaluation has left which died while it told what it found.
 */
export const MAX_RACES = CLAIM_LEASE_MS / RACE_AGAIN_AFTER_MS + 5;

/**
 * Step by step to the target. Before each the stream is looked at, what stands is settled, and the rest is planned anew, so that it does not
 * matter who else has done what.
 *
 * @throws AutoscalerError what was done stays in `work.done`
 */
export async function takeSteps(work: ManualReshardContext): Promise<ScaleEnd> {
	const { errors, lease, options, ports, request } = work;
	for (let races = 0; races < MAX_RACES; ) {
		if (options.signal?.aborted === true) return { kind: "stopped", isResharding: false };
		if (!(await lease.keep(ports.clock.nowMs()))) return lostRace(work);

		const stock = withoutOwnRun(await reconcile(ports, request.streamName, errors), lease);
		work.openShardCount = stock.stream.openShardCount;
		const step = stock.isSettled ? await nextStep(work, stock) : "race-again";
		if (step === "race-again") {
			races += 1;
			await ports.wait.wait(RACE_AGAIN_AFTER_MS, options.signal);
			continue;
		}
		if (step !== "step-done") return step;
		races = 0;
	}
	return lostRace(work);
}

async function nextStep(work: ManualReshardContext, stock: ReconciledSnapshot): Promise<ScaleEnd | "race-again" | "step-done"> {
	const { errors, options, ports, request } = work;
	const situation = await situationOf(ports, stock);
	const plan = planManualReshard(request, situation);
	if (plan.kind === "nothing-to-do") return { kind: "done" };
	if (plan.kind === "refused") return { kind: "refused", refused: plan };
	const [step] = plan.steps;
	if (step === undefined) return { kind: "done" };

	const decision = manualDecision(request, situation, plan.steps);
	const outcome = await requestReshard(ports, decision, stock.known.revision, errors, request.by);
	if (outcome.kind === "accepted") {
		work.done.push(step);
		options.onProgress?.({ kind: "asked", step, stepsLeft: plan.steps.length - 1, atMs: outcome.reshard.atMs });
	}
	await reportOutcome(ports, outcome, { kind: "person", by: request.by }, stock, errors);
	switch (outcome.kind) {
		case "accepted": {
			const { atMs } = outcome.reshard;
			const waited = await waitUntilActive(work, step, atMs);
			if (waited === "stopped") return { kind: "stopped", isResharding: true };
			if (waited === "lease-lost") return lostRace(work);
			const { openShardCount } = work;
			options.onProgress?.({ kind: "step-done", step, openShardCount, elapsedMs: ports.clock.nowMs() - atMs });
			return "step-done";
		}
		case "refused":
			return { kind: "service-refused", refusal: outcome.refusal, message: outcome.message };
		case "unknown-outcome":
			return { kind: "unknown-outcome", error: outcome.error };
		case "lost-race": {
			const lost = await lostRace(work);
			return lost.to.kind === "unknown" ? "race-again" : lost;
		}
		default:
			return outcome satisfies never;
	}
}

/** What a plan rests on, from a look and the account as it is now. */
export async function situationOf(ports: Pick<Ports, "stream">, look: StreamSnapshot): Promise<ManualReshardSituation> {
	const { isReshardInProgress, known, observedAtMs: nowMs, stream } = look;
	return { nowMs, stream, known, isReshardInProgress, account: await ports.stream.describeAccount() };
}

async function lostRace({ lease, ports, request }: ManualReshardContext): Promise<Extract<ScaleEnd, { kind: "lost-race" }>> {
	return { kind: "lost-race", to: await findConflict(ports, request.streamName, lease.run.runId) };
}

/** One's own run stands in nobody else's way but one's own. */
function withoutOwnRun(stock: ReconciledSnapshot, { run: own }: RunLease): ReconciledSnapshot {
	const { run, ...known } = stock.known;
	return run?.runId === own.runId ? { ...stock, known } : stock;
}
