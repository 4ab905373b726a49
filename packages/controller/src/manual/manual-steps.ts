import { type ReconciledSnapshot, reconcile } from "../evaluate/reconcile.ts";
import { reportOutcome, scheduleNextRecheck } from "../evaluate/report-outcome.ts";
import { requestReshard } from "../evaluate/request-reshard.ts";
import type { StreamSnapshot } from "../evaluate/stream-snapshot.ts";
import { activeOverride } from "../history/active-override.ts";
import { CONFIRM_CLAIM_WITHIN_MS } from "../notify/notify-once.ts";
import type { Ports } from "../ports/ports.ts";
import { findConflict } from "./find-conflict.ts";
import type { HeldLease } from "./held-lease.ts";
import { manualDecision } from "./manual-decision.ts";
import type { ManualReshardSituation, ScaleEnd } from "./manual-reshard.ts";
import type { ManualReshardContext } from "./manual-reshard-context.ts";
import { planManualReshard } from "./plan-manual-reshard.ts";
import { setHold } from "./set-hold.ts";
import { waitUntilActive } from "./wait-until-active.ts";

export const RACE_AGAIN_AFTER_MS = 1_000;
/**
 * How often a lost race is tried again if the other write is no conflict (an override, an evaluation that settles). That is longer than the
 * claim of an evaluation that died while it sent a settlement.
 */
export const MAX_RACES = CONFIRM_CLAIM_WITHIN_MS / RACE_AGAIN_AFTER_MS + 5;

/**
 * Step by step to the target. Before each step it reads the stream, settles what has happened and plans the rest anew, so that it does not
 * matter what others have done.
 *
 * @throws AutoscalerError the accepted steps stay in `context.done`
 */
export async function takeSteps(context: ManualReshardContext, held: HeldLease): Promise<ScaleEnd> {
	const { options, ports } = context;
	for (let races = 0; races < MAX_RACES; ) {
		if (options.signal?.aborted === true) return { kind: "stopped", isResharding: false };
		if (!(await held.keep(ports.clock.nowMs()))) return lostRace(context, held);

		const snapshot = withoutOwnLease(await reconcile(context), held);
		context.noteOverride(activeOverride(snapshot.known, snapshot.observedAtMs));
		context.openShardCount = snapshot.stream.openShardCount;
		const step = snapshot.isSettled ? await nextStep(context, held, snapshot) : "race-again";
		if (step === "race-again") {
			races += 1;
			await ports.wait.wait(RACE_AGAIN_AFTER_MS, options.signal);
			continue;
		}
		if (step !== "step-done") return step;
		races = 0;
	}
	return lostRace(context, held);
}

async function nextStep(
	context: ManualReshardContext,
	held: HeldLease,
	snapshot: ReconciledSnapshot,
): Promise<ScaleEnd | "race-again" | "step-done"> {
	const { options, ports, request } = context;
	const situation = await situationOf(ports, snapshot);
	const plan = planManualReshard(request, situation);
	if (plan.kind === "nothing-to-do") return { kind: "done" };
	if (plan.kind === "refused") return { kind: "refused", refused: plan };
	const [step] = plan.steps;
	if (step === undefined) return { kind: "done" };

	const decision = manualDecision(request, situation, plan.steps);
	const outcome = await requestReshard(context, decision, snapshot.known.revision, { by: request.by });
	if (outcome.kind === "accepted") {
		context.done.push(step);
		options.onProgress?.({ kind: "asked", step, stepsLeft: plan.steps.length - 1, atMs: outcome.reshard.atMs });
	}
	// Before people get a message, which may take longer than the lease. After a lost answer there may be a count to hold, too.
	if (outcome.kind === "accepted" || outcome.kind === "unknown-outcome") await setHold(context);
	await reportOutcome(context, outcome, snapshot);
	await scheduleNextRecheck(context, outcome, snapshot);
	switch (outcome.kind) {
		case "accepted": {
			const { atMs } = outcome.reshard;
			const waited = await waitUntilActive(context, held, step, atMs);
			if (waited === "stopped") return { kind: "stopped", isResharding: true };
			if (waited === "lease-lost") return lostRace(context, held);
			const { openShardCount } = context;
			options.onProgress?.({ kind: "step-done", step, openShardCount, elapsedMs: ports.clock.nowMs() - atMs });
			return "step-done";
		}
		case "refused":
			return { kind: "service-refused", refusal: outcome.refusal, message: outcome.message };
		case "unknown-outcome":
			return { kind: "unknown-outcome", error: outcome.error };
		case "lost-race": {
			const lost = await lostRace(context, held);
			return lost.to.kind === "unknown" ? "race-again" : lost;
		}
		default:
			return outcome satisfies never;
	}
}

/** The inputs of a plan, from a snapshot and the present state of the account. */
export async function situationOf(ports: Pick<Ports, "stream">, snapshot: StreamSnapshot): Promise<ManualReshardSituation> {
	const { isReshardInProgress, known, observedAtMs: nowMs, stream } = snapshot;
	return { nowMs, stream, known, isReshardInProgress, account: await ports.stream.describeAccount() };
}

async function lostRace({ ports, streamName }: ManualReshardContext, held: HeldLease): Promise<Extract<ScaleEnd, { kind: "lost-race" }>> {
	return { kind: "lost-race", to: await findConflict(ports, streamName, held.lease.leaseId) };
}

/** The snapshot without this reshard's own lease, which must not block it. */
export function withoutOwnLease(snapshot: ReconciledSnapshot, { lease: own }: HeldLease): ReconciledSnapshot {
	const { lease, ...known } = snapshot.known;
	return lease?.leaseId === own.leaseId ? { ...snapshot, known } : snapshot;
}
