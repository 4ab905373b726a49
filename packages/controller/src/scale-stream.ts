import { type Override, planReshard } from "@headroom/engine";
import { AutoscalerError } from "./errors.ts";
import { Failures } from "./failures.ts";
import { LOG_EVENTS } from "./log-events.ts";
import { lookAt } from "./look.ts";
import { isSameOverride } from "./override-in-force.ts";
import type { PersonPorts, PersonReshardPlan, PersonReshardRequest, ScaleEnd, ScaleOptions, ScaleResult } from "./person-reshard.ts";
import { MAX_RACES, type PersonWork, RACE_AGAIN_AFTER_MS, situationOf, takeSteps } from "./person-steps.ts";
import { planPersonReshard } from "./plan-person-reshard.ts";
import type { Ports } from "./ports.ts";
import { quietTelemetry } from "./quiet-telemetry.ts";
import { rivalOn } from "./rival.ts";
import { newRun, RunLease } from "./run-lease.ts";
import { recheckAfterOverride, setOverride } from "./set-override.ts";
import { type Stock, takeStock } from "./take-stock.ts";

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
	const quiet: PersonPorts = { ...ports, telemetry: quietTelemetry(ports.telemetry) };
	const result = await scale(quiet, request, options);
	const { done, end, incomplete, openShardCount, streamName, targetShardCount } = result;
	const isDone = end.kind === "done" || end.kind === "nothing-to-do";
	quiet.telemetry.log(isDone && incomplete.length === 0 ? "info" : "warn", LOG_EVENTS.personReshard, {
		streamName,
		by: request.by,
		reason: request.reason,
		end: end.kind,
		openShardCount,
		targetShardCount,
		steps: done.map(({ fromShardCount, toShardCount }) => `${fromShardCount} → ${toShardCount}`),
		...(incomplete.length === 0 ? {} : { incomplete }),
	});
	return result;
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
		if (plan.kind === "nothing-to-do") return resultOf(await holdOnly(ports, request, hold), nothingDone, hold);
		if (options.signal?.aborted === true) return resultOf({ kind: "stopped", isResharding: false }, nothingDone);

		const run = newRun(request, openShardCount, ports.clock.nowMs());
		const { revision } = stock.known;
		const begun = stock.isSettled ? await ports.history.beginRun(streamName, run, revision, hold) : LOST_RACE;
		if (begun.kind === "recorded") {
			options.onProgress?.({ kind: "planned", plan });
			const lease = new RunLease(ports.history, streamName, run);
			return runToEnd({ ports, request, options, failures, lease, done: [], openShardCount }, hold, stock);
		}
		const to = await rivalOn(ports, streamName, run.runId);
		if (to.kind !== "unknown") return resultOf({ kind: "lost-race", to }, nothingDone);
		await ports.wait.wait(RACE_AGAIN_AFTER_MS, options.signal);
	}
	return resultOf({ kind: "lost-race", to: { kind: "unknown" } }, { request, openShardCount, done: [], failures });
}

const LOST_RACE = { kind: "lost-race" } as const;

function wantedHold({ by, holdUntilMs, reason }: PersonReshardRequest): Override | undefined {
	return holdUntilMs === undefined ? undefined : { kind: "hold", untilMs: holdUntilMs, by, reason };
}

/** The count is as it should be; that it stays so may still be wanted. */
async function holdOnly(ports: PersonPorts, { by, streamName }: PersonReshardRequest, hold: Override | undefined): Promise<ScaleEnd> {
	if (hold === undefined) return { kind: "nothing-to-do" };
	const set = await setOverride(ports, { streamName, override: hold, by });
	return set.kind === "lost-race" ? { kind: "lost-race", to: { kind: "unknown" } } : { kind: "nothing-to-do" };
}

async function runToEnd(work: PersonWork, hold: Override | undefined, { known }: Stock): Promise<ScaleResult> {
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
	const isTakenBack = hold !== undefined && work.done.length === 0 && end.kind !== "done" && end.kind !== "unknown-outcome";
	const before = isTakenBack ? await failures.collect(overrideBefore(work, hold, known.history.override)) : undefined;
	await failures.collect(ports.history.endRun(request.streamName, lease.run, before));
	const standing = isTakenBack ? undefined : hold;
	await recheckAfterOverride(ports, request.streamName, standing ?? { kind: "none" }, failures);
	return resultOf(end, work, standing);
}

/** What stood before the hold; undefined where somebody has set another override since, which stays. */
async function overrideBefore({ ports, request }: PersonWork, hold: Override, before: Override): Promise<Override | undefined> {
	const { history } = await ports.history.load(request.streamName, ports.clock.nowMs());
	return isSameOverride(history.override, hold) ? before : undefined;
}

function resultOf(
	end: ScaleEnd,
	{ done, failures, openShardCount, request }: Pick<PersonWork, "done" | "failures" | "openShardCount" | "request">,
	hold?: Override,
): ScaleResult {
	const { streamName, targetShardCount } = request;
	const isReachable = end.kind !== "refused" || end.refused.refusedBy !== "target-invalid";
	const isHeld = hold !== undefined && hold.kind !== "none" && end.kind !== "lost-race";
	return {
		streamName,
		targetShardCount,
		openShardCount,
		done,
		end,
		remaining: isReachable ? planReshard(openShardCount, targetShardCount) : [],
		...(isHeld ? { heldUntilMs: hold.untilMs } : {}),
		incomplete: failures.reasons(),
	};
}
