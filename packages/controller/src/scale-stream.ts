import { type Override, planReshard } from "@headroom/engine";
import { overrideAnnouncement } from "./announcements.ts";
import { AutoscalerError } from "./errors.ts";
import { Failures } from "./failures.ts";
import { lookAt } from "./look.ts";
import { isSameOverride } from "./override-in-force.ts";
import type { PersonPorts, PersonReshardPlan, PersonReshardRequest, ScaleEnd, ScaleOptions, ScaleResult } from "./person-reshard.ts";
import { MAX_RACES, type PersonWork, RACE_AGAIN_AFTER_MS, situationOf, takeSteps } from "./person-steps.ts";
import { planPersonReshard } from "./plan-person-reshard.ts";
import type { PersonRun, Ports, TakenBackHold } from "./ports.ts";
import { quietTelemetry } from "./quiet-telemetry.ts";
import { rivalOn } from "./rival.ts";
import { newRun, RunLease } from "./run-lease.ts";
import { recheckAfterOverride, setOverride } from "./set-override.ts";
import { takeStock } from "./take-stock.ts";
import { tell } from "./tell.ts";

/**
 * The plan as it would be carried out now. Writes nothing.
 * @throws ObservationError the stream cannot be described
 * @throws HistoryError the history cannot be read
 */
export async function planScale(
	ports: Pick<Ports, "clock" | "history" | "stream">,
	request: PersonReshardRequest,
): Promise<PersonReshardPlan> {
	return planPersonReshard(request, await situationOf(ports, await lookAt(ports, request.streamName)));
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
export async function scaleStream(ports: PersonPorts, request: PersonReshardRequest, options: ScaleOptions = {}): Promise<ScaleResult> {
	return scale({ ...ports, telemetry: quietTelemetry(ports.telemetry) }, request, options);
}

async function scale(ports: PersonPorts, request: PersonReshardRequest, options: ScaleOptions): Promise<ScaleResult> {
	const { streamName } = request;
	const failures = new Failures();
	const hold = wantedHold(request);
	let openShardCount = 0;
	for (let races = 0; races < MAX_RACES; races += 1) {
		const stock = await takeStock(ports, streamName, failures);
		openShardCount = stock.stream.openShardCount;
		const nothingDone = { request, openShardCount, done: [], failures };
		const plan = planPersonReshard(request, await situationOf(ports, stock));
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
			if (takenBack !== undefined) await tellReplaced(ports, request, takenBack.hold, takenBack.before, failures);
			const lease = new RunLease(ports.history, streamName, run);
			return runToEnd({ ports, request, options, failures, lease, done: [], openShardCount }, takenBack);
		}
		const to = await rivalOn(ports, streamName, run.runId);
		if (to.kind !== "unknown") return resultOf({ kind: "lost-race", to }, nothingDone);
		await ports.wait.wait(RACE_AGAIN_AFTER_MS, options.signal);
	}
	return resultOf({ kind: "lost-race", to: { kind: "unknown" } }, { request, openShardCount, done: [], failures });
}

/** @param takenBack the hold that begins with it, and what stood before */
async function isBegun(
	{ history }: PersonPorts,
	streamName: string,
	run: PersonRun,
	revision: number,
	takenBack: TakenBackHold | undefined,
): Promise<boolean> {
	try {
		return (await history.beginRun(streamName, run, revision, takenBack?.hold)).kind === "recorded";
	} catch (error) {
		// It may be written all the same, and its hold would stand for hours: the first error is the one to throw.
		await new Failures().collect(history.endRun(streamName, run, takenBack));
		throw error;
	}
}

function wantedHold({ by, holdUntilMs, reason }: PersonReshardRequest): TakenBackHold["hold"] | undefined {
	return holdUntilMs === undefined ? undefined : { kind: "hold", untilMs: holdUntilMs, by, reason };
}

/** Whether the person knows whose word the hold takes the place of; what has ended by itself is nobody's any longer. */
function isSeen({ replaces: seen }: PersonReshardRequest, standing: Override): boolean {
	return seen === undefined || standing.kind === "none" || isSameOverride(seen, standing);
}

function lostToOverride(override: Override): ScaleEnd {
	return { kind: "lost-race", to: override.kind === "none" ? { kind: "unknown" } : { kind: "override", override } };
}

/** A hold that begins with a run is said by every message of its steps; that it ended another's word, by none of them. */
async function tellReplaced(
	ports: PersonPorts,
	{ by, streamName }: PersonReshardRequest,
	override: Override,
	replaced: Override,
	failures: Failures,
): Promise<void> {
	if (override.kind === "none" || replaced.kind === "none") return;
	await tell(ports, overrideAnnouncement(streamName, override, replaced, by, ports.clock.nowMs()), undefined, failures);
}

/** The count is as it should be; that it stays so is still wanted. */
async function holdOnly(ports: PersonPorts, hold: Override, nothingDone: ResultInput): Promise<ScaleResult> {
	const { by, replaces, streamName } = nothingDone.request;
	const set = await setOverride(ports, { streamName, override: hold, by, ...(replaces === undefined ? {} : { replaces }) });
	if (set.kind === "lost-race") return resultOf(lostToOverride(set.standing), nothingDone);
	const result = resultOf({ kind: "nothing-to-do" }, nothingDone, hold);
	return set.kind === "set" ? { ...result, incomplete: [...result.incomplete, ...set.incomplete] } : result;
}

/** @param takenBack the hold that began with it, and what stood before */
async function runToEnd(work: PersonWork, takenBack: TakenBackHold | undefined): Promise<ScaleResult> {
	const { failures, lease, ports, request } = work;
	let end: ScaleEnd;
	try {
		end = await takeSteps(work);
	} catch (error) {
		if (!(error instanceof AutoscalerError)) {
			await failures.collect(ports.history.endRun(request.streamName, lease.run));
			throw error;
		}
		end = { kind: "failed", error };
	}
	// Where nothing was done there is no count to keep; where it is not known, there may be.
	const isNothingDone = work.done.length === 0 && end.kind !== "done" && end.kind !== "unknown-outcome";
	await failures.collect(ports.history.endRun(request.streamName, lease.run, isNothingDone ? takenBack : undefined));
	const standing = takenBack === undefined ? undefined : await standingOverride(work, takenBack.hold);
	const hold = takenBack !== undefined && standing !== undefined && isSameOverride(standing, takenBack.hold) ? standing : undefined;
	if (takenBack !== undefined && hold === undefined && standing !== undefined && isSameOverride(standing, takenBack.before)) {
		await tellReplaced(ports, request, takenBack.before, takenBack.hold, failures);
	}
	await recheckAfterOverride(ports, request.streamName, hold ?? { kind: "none" }, failures);
	return resultOf(end, work, hold);
}

/** What stands once the run is over: the hold, unless it was taken back, or somebody has ended or replaced it. Where that is not known, it does. */
async function standingOverride({ failures, ports, request }: PersonWork, hold: Override): Promise<Override> {
	const known = await failures.collect(ports.history.load(request.streamName, ports.clock.nowMs()));
	return known === undefined ? hold : known.history.override;
}

type ResultInput = Pick<PersonWork, "done" | "failures" | "openShardCount" | "request">;

function resultOf(end: ScaleEnd, { done, failures, openShardCount, request }: ResultInput, hold?: Override): ScaleResult {
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
		incomplete: failures.reasons(),
	};
}
