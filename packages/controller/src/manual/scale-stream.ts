import { type Override, planReshard } from "@headroom/engine";
import { AutoscalerError } from "../errors.ts";
import { isSameOverride } from "../evaluate/active-override.ts";
import { reconcile } from "../evaluate/reconcile.ts";
import { readSnapshot } from "../evaluate/stream-snapshot.ts";
import { overrideAnnouncement } from "../notify/announcements.ts";
import { ErrorCollector } from "../notify/error-collector.ts";
import { nonThrowingTelemetry } from "../notify/non-throwing-telemetry.ts";
import { notifyOnce } from "../notify/notify-once.ts";
import type { ManualReshardLease, Ports, RevertedHold } from "../ports/ports.ts";
import { findConflict } from "./conflict.ts";
import type { ManualPorts, ManualReshardPlan, ManualReshardRequest, ScaleEnd, ScaleOptions, ScaleResult } from "./manual-reshard.ts";
import { newRun, RunLease } from "./manual-reshard-lease.ts";
import { MAX_RACES, type ManualReshardContext, RACE_AGAIN_AFTER_MS, situationOf, takeSteps } from "./manual-steps.ts";
import { planManualReshard } from "./plan-manual-reshard.ts";
import { recheckAfterOverride, setOverride } from "./set-override.ts";

/**
 * The plan as it would be carried out now. Writes nothing.
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
 * Reshard to any count, in as many legal steps as it takes, each asked for once the one before is done.
 *
 * While it goes on the autoscaler keeps its hands off: a run stands in the history, renewed as a lease. Of two people at once one begins and
 * the other is told who. A process that dies leaves an intent that the next run or evaluation settles, and a run that ends by itself.
 *
 * @throws ObservationError the stream cannot be described: nothing was done
 * @throws HistoryError the history cannot be read or written: nothing was done
 */
export async function scaleStream(ports: ManualPorts, request: ManualReshardRequest, options: ScaleOptions = {}): Promise<ScaleResult> {
	return scale({ ...ports, telemetry: nonThrowingTelemetry(ports.telemetry) }, request, options);
}

async function scale(ports: ManualPorts, request: ManualReshardRequest, options: ScaleOptions): Promise<ScaleResult> {
	const { streamName } = request;
	const errors = new ErrorCollector();
	const hold = wantedHold(request);
	let openShardCount = 0;
	for (let races = 0; races < MAX_RACES; races += 1) {
		const stock = await reconcile(ports, streamName, errors);
		openShardCount = stock.stream.openShardCount;
		const nothingDone = { request, openShardCount, done: [], errors };
		const plan = planManualReshard(request, await situationOf(ports, stock));
		if (plan.kind === "refused") return resultOf({ kind: "refused", refused: plan }, nothingDone);
		if (plan.kind === "nothing-to-do") {
			return hold === undefined ? resultOf({ kind: "nothing-to-do" }, nothingDone) : holdOnly(ports, hold, nothingDone);
		}
		if (!isSeen(request, plan.replaces)) return resultOf(lostToOverride(plan.replaces), nothingDone);
		if (options.signal?.aborted === true) return resultOf({ kind: "stopped", isResharding: false }, nothingDone);

		const run = newRun(request, openShardCount, ports.clock.nowMs());
		const takenBack = hold === undefined ? undefined : { hold, before: plan.replaces };
		if (stock.isSettled && (await isBegun(ports, streamName, run, stock.known.revision, takenBack))) {
			options.onProgress?.({ kind: "planned", plan });
			if (takenBack !== undefined) await tellReplaced(ports, request, takenBack.hold, takenBack.before, errors);
			const lease = new RunLease(ports.history, streamName, run);
			return runToEnd({ ports, request, options, errors, lease, done: [], openShardCount }, takenBack);
		}
		const to = await findConflict(ports, streamName, run.runId);
		if (to.kind !== "unknown") return resultOf({ kind: "lost-race", to }, nothingDone);
		await ports.wait.wait(RACE_AGAIN_AFTER_MS, options.signal);
	}
	return resultOf({ kind: "lost-race", to: { kind: "unknown" } }, { request, openShardCount, done: [], errors });
}

/** @param takenBack the hold that begins with it, and what stood before */
async function isBegun(
	{ history }: ManualPorts,
	streamName: string,
	run: ManualReshardLease,
	revision: number,
	takenBack: RevertedHold | undefined,
): Promise<boolean> {
	try {
		return (await history.acquireLease(streamName, run, revision, takenBack?.hold)).kind === "recorded";
	} catch (error) {
		// It may be written all the same, and its hold would stand for hours: the first error is the one to throw.
		await new ErrorCollector().capture(history.releaseLease(streamName, run, takenBack));
		throw error;
	}
}

function wantedHold({ by, holdUntilMs, reason }: ManualReshardRequest): RevertedHold["hold"] | undefined {
	return holdUntilMs === undefined ? undefined : { kind: "hold", untilMs: holdUntilMs, by, reason };
}

/** Whether the person knows whose word the hold takes the place of; what has ended by itself is nobody's any longer. */
function isSeen({ replaces: seen }: ManualReshardRequest, standing: Override): boolean {
	return seen === undefined || standing.kind === "none" || isSameOverride(seen, standing);
}

function lostToOverride(override: Override): ScaleEnd {
	return { kind: "lost-race", to: override.kind === "none" ? { kind: "unknown" } : { kind: "override", override } };
}

/** A hold that begins with a run is said by every message of its steps; that it ended another's word, by none of them. */
async function tellReplaced(
	ports: ManualPorts,
	{ by, streamName }: ManualReshardRequest,
	override: Override,
	replaced: Override,
	errors: ErrorCollector,
): Promise<void> {
	if (override.kind === "none" || replaced.kind === "none") return;
	await notifyOnce(ports, overrideAnnouncement(streamName, override, replaced, by, ports.clock.nowMs()), undefined, errors);
}

/** The count is as it should be; that it stays so is still wanted. */
async function holdOnly(ports: ManualPorts, hold: Override, nothingDone: ResultInput): Promise<ScaleResult> {
	const { by, replaces, streamName } = nothingDone.request;
	const set = await setOverride(ports, { streamName, override: hold, by, ...(replaces === undefined ? {} : { replaces }) });
	if (set.kind === "lost-race") return resultOf(lostToOverride(set.standing), nothingDone);
	const result = resultOf({ kind: "nothing-to-do" }, nothingDone, hold);
	return set.kind === "set" ? { ...result, incomplete: [...result.incomplete, ...set.incomplete] } : result;
}

/** @param takenBack the hold that began with it, and what stood before */
async function runToEnd(work: ManualReshardContext, takenBack: RevertedHold | undefined): Promise<ScaleResult> {
	const { errors, lease, ports, request } = work;
	let end: ScaleEnd;
	try {
		end = await takeSteps(work);
	} catch (error) {
		if (!(error instanceof AutoscalerError)) {
			await errors.capture(ports.history.releaseLease(request.streamName, lease.run));
			throw error;
		}
		end = { kind: "failed", error };
	}
	// Where nothing was done there is no count to keep; where it is not known, there may be.
	const isNothingDone = work.done.length === 0 && end.kind !== "done" && end.kind !== "unknown-outcome";
	await errors.capture(ports.history.releaseLease(request.streamName, lease.run, isNothingDone ? takenBack : undefined));
	const standing = takenBack === undefined ? undefined : await standingOverride(work, takenBack.hold);
	const hold = takenBack !== undefined && standing !== undefined && isSameOverride(standing, takenBack.hold) ? standing : undefined;
	if (takenBack !== undefined && hold === undefined && standing !== undefined && isSameOverride(standing, takenBack.before)) {
		await tellReplaced(ports, request, takenBack.before, takenBack.hold, errors);
	}
	await recheckAfterOverride(ports, request.streamName, hold ?? { kind: "none" }, errors);
	return resultOf(end, work, hold);
}

/** What stands once the run is over: the hold, unless it was taken back, or somebody has ended or replaced it. Where that is not known, it does. */
async function standingOverride({ errors, ports, request }: ManualReshardContext, hold: Override): Promise<Override> {
	const known = await errors.capture(ports.history.load(request.streamName, ports.clock.nowMs()));
	return known === undefined ? hold : known.history.override;
}

type ResultInput = Pick<ManualReshardContext, "done" | "errors" | "openShardCount" | "request">;

function resultOf(end: ScaleEnd, { done, errors, openShardCount, request }: ResultInput, hold?: Override): ScaleResult {
	const { streamName, targetShardCount } = request;
	// A stream that is being created has no shards yet, and an invalid target no steps that lead to it.
	const isReachable = openShardCount > 0 && (end.kind !== "refused" || end.refused.refusedBy !== "target-invalid");
	return {
		streamName,
		targetShardCount,
		openShardCount,
		done,
		end,
		remaining: isReachable ? planReshard(openShardCount, targetShardCount) : [],
		...(hold === undefined || hold.kind === "none" ? {} : { heldUntilMs: hold.untilMs }),
		incomplete: errors.reasons(),
	};
}
