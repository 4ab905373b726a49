import { type Override, planReshard } from "@headroom/engine";
import { ErrorCollector } from "../error-collector.ts";
import { AutoscalerError } from "../errors.ts";
import { reconcile } from "../evaluate/reconcile.ts";
import { readSnapshot } from "../evaluate/stream-snapshot.ts";
import { isSameOverride } from "../history/active-override.ts";
import { nonThrowingTelemetry } from "../non-throwing-telemetry.ts";
import type { ManualReshardLease } from "../ports/overrides-port.ts";
import type { Ports } from "../ports/ports.ts";
import { findConflict } from "./find-conflict.ts";
import { HeldLease, newLease } from "./held-lease.ts";
import { holdFacts } from "./hold-state.ts";
import type { ManualPorts, ManualReshardPlan, ManualReshardRequest, ScaleEnd, ScaleOptions, ScaleResult } from "./manual-reshard.ts";
import { ManualReshardContext } from "./manual-reshard-context.ts";
import { MAX_RACES, RACE_AGAIN_AFTER_MS, situationOf, takeSteps } from "./manual-steps.ts";
import { planManualReshard } from "./plan-manual-reshard.ts";
import { assertReason } from "./reason.ts";
import { holdOnly, setHold } from "./set-hold.ts";
import { recheckAfterOverride } from "./set-override.ts";

/**
 * The plan that {@link scaleStream} would carry out now. Writes nothing.
 * @throws ObservationError the stream cannot be described
 * @throws HistoryError the history cannot be read
 */
export async function planScale(
	ports: Pick<Ports, "clock" | "history" | "stream">,
	request: ManualReshardRequest,
): Promise<ManualReshardPlan> {
	return planManualReshard(request, await situationOf(ports, await readSnapshot(ports, request.streamName)));
}

/**
 * Reshard to any count, in as many legal steps as it takes, one after the other.
 *
 * A lease in the history keeps the autoscaler from acting meanwhile. Of two people at once one begins, and the other learns who. A process
 * that dies leaves an intent, which the next reshard or evaluation settles, and a lease, which ends by itself. A requested hold is set
 * after the first accepted step.
 *
 * @throws ObservationError the stream cannot be described: nothing was done
 * @throws HistoryError the history cannot be read or written: nothing was done
 * @throws RangeError a reason that cannot be taken: nothing was done
 */
export async function scaleStream(ports: ManualPorts, request: ManualReshardRequest, options: ScaleOptions = {}): Promise<ScaleResult> {
	assertReason(request.reason);
	const context = new ManualReshardContext({ ...ports, telemetry: nonThrowingTelemetry(ports.telemetry) }, request, options);
	return resultOf(await scale(context), context);
}

async function scale(context: ManualReshardContext): Promise<ScaleEnd> {
	const { options, ports, request, streamName } = context;
	for (let races = 0; races < MAX_RACES; races += 1) {
		const snapshot = await reconcile(context);
		context.openShardCount = snapshot.stream.openShardCount;
		const plan = planManualReshard(request, await situationOf(ports, snapshot));
		if (plan.kind === "refused") return { kind: "refused", refused: plan };
		if (plan.kind === "nothing-to-do") return nothingToDo(context);
		if (!isExpected(request, plan.replaces)) return { kind: "lost-race", to: conflictWith(plan.replaces) };
		if (options.signal?.aborted === true) return { kind: "stopped", isResharding: false };

		const lease = newLease(request, context.openShardCount, ports.clock.nowMs());
		if (snapshot.isSettled && (await isAcquired(context, lease, snapshot.known.revision))) {
			options.onProgress?.({ kind: "planned", plan });
			return runToEnd(context, new HeldLease(ports.history, streamName, lease));
		}
		const to = await findConflict(ports, streamName, lease.leaseId);
		if (to.kind !== "unknown") return { kind: "lost-race", to };
		await ports.wait.wait(RACE_AGAIN_AFTER_MS, options.signal);
	}
	return { kind: "lost-race", to: { kind: "unknown" } };
}

/** The stream has the count. A hold may still be wanted. */
async function nothingToDo(context: ManualReshardContext): Promise<ScaleEnd> {
	if (context.request.holdUntilMs === undefined) return { kind: "nothing-to-do" };
	const outcome = await holdOnly(context);
	return outcome.kind === "lost-race" ? { kind: "lost-race", to: conflictWith(outcome.standing) } : { kind: "nothing-to-do" };
}

export async function isAcquired(
	{ ports, streamName }: ManualReshardContext,
	lease: ManualReshardLease,
	revision: number,
): Promise<boolean> {
	try {
		return (await ports.history.acquireLease(streamName, lease, revision)).kind === "recorded";
	} catch (error) {
		// The lease may be written all the same, and would block others for a minute. The first error is the one to throw.
		await new ErrorCollector().capture(ports.history.releaseLease(streamName, lease));
		throw error;
	}
}

/** Whether the person has seen the override that the hold replaces. An override that has ended needs no such check. */
function isExpected({ replaces: seen }: ManualReshardRequest, inForce: Override): boolean {
	return seen === undefined || inForce.kind === "none" || isSameOverride(seen, inForce);
}

function conflictWith(override: Override): Extract<ScaleEnd, { kind: "lost-race" }>["to"] {
	return override.kind === "none" ? { kind: "unknown" } : { kind: "override", override };
}

async function runToEnd(context: ManualReshardContext, held: HeldLease): Promise<ScaleEnd> {
	const { errors, ports, streamName } = context;
	const end = await stepsToEnd(context, held);
	// Somebody else may have brought the stream to the target: the hold is still wanted.
	if (end.kind === "done") await setHold(context);
	await errors.capture(ports.history.releaseLease(streamName, held.lease));
	if (context.hold.kind !== "set") await recheckAfterOverride(ports, streamName, { kind: "none" }, errors);
	return end;
}

async function stepsToEnd(context: ManualReshardContext, held: HeldLease): Promise<ScaleEnd> {
	try {
		return await takeSteps(context, held);
	} catch (error) {
		if (error instanceof AutoscalerError) return { kind: "failed", error };
		await context.errors.capture(context.ports.history.releaseLease(context.streamName, held.lease));
		throw error;
	}
}

function resultOf(end: ScaleEnd, { done, errors, hold, openShardCount, request }: ManualReshardContext): ScaleResult {
	const { streamName, targetShardCount } = request;
	// A stream in CREATING has no shards yet, and no steps lead to an invalid target.
	const isReachable = openShardCount > 0 && (end.kind !== "refused" || end.refused.refusedBy !== "target-invalid");
	return {
		streamName,
		targetShardCount,
		openShardCount,
		done,
		end,
		remaining: isReachable ? planReshard(openShardCount, targetShardCount) : [],
		...holdFacts(hold),
		incomplete: errors.reasons(),
	};
}
