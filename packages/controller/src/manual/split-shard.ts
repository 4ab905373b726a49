import { reshardBudget } from "@headroom/engine";
import { AutoscalerError } from "../errors.ts";
import { type ReconciledSnapshot, reconcile } from "../evaluate/reconcile.ts";
import { reportOutcome, scheduleNextRecheck } from "../evaluate/report-outcome.ts";
import { requestReshard } from "../evaluate/request-reshard.ts";
import { readSnapshot } from "../evaluate/stream-snapshot.ts";
import { nonThrowingTelemetry } from "../non-throwing-telemetry.ts";
import type { Ports } from "../ports/ports.ts";
import type { ShardsPort } from "../ports/shards-port.ts";
import { findConflict } from "./find-conflict.ts";
import { HeldLease, newLease } from "./held-lease.ts";
import type { ManualPorts, ScaleEnd, ScaleOptions } from "./manual-reshard.ts";
import { ManualReshardContext } from "./manual-reshard-context.ts";
import { MAX_RACES, RACE_AGAIN_AFTER_MS, situationOf, withoutOwnLease } from "./manual-steps.ts";
import { planSplit, type SplitPlan, type SplitRequest, splitDecision, stepOf } from "./plan-split.ts";
import { assertReason } from "./reason.ts";
import { isAcquired } from "./scale-stream.ts";
import { recheckAfterOverride } from "./set-override.ts";
import { waitUntilActive } from "./wait-until-active.ts";

export interface SplitPorts extends ManualPorts {
	readonly shards: ShardsPort;
}

/** What was done. */
export interface SplitResult {
	readonly streamName: string;
	readonly shardId: string;
	/** As last described. */
	readonly openShardCount: number;
	readonly end: ScaleEnd;
	/** Writes, messages and re-checks that failed, one sentence each. The next evaluation makes up for them. */
	readonly incomplete: readonly string[];
}

/**
 * The split that {@link splitShard} would carry out now. Writes nothing.
 * @throws ObservationError the stream cannot be described, or its shards cannot be listed
 * @throws HistoryError the history cannot be read
 */
export async function previewSplit(
	ports: Pick<Ports, "clock" | "history" | "stream"> & Pick<SplitPorts, "shards">,
	request: SplitRequest,
): Promise<SplitPlan> {
	const situation = await situationOf(ports, await readSnapshot(ports, request.streamName));
	return planSplit(request, situation, await openShards(ports, request, situation.stream.streamStatus));
}

/**
 * Splits one shard at the middle of its hash keys: lease, intent, SplitShard, settlement, as a reshard to a count. The ledger keeps it as a
 * SplitShard, which does not count against the ten. docs/decisions/0034-uneven-ranges.md
 *
 * @throws ObservationError the stream cannot be described: nothing was done
 * @throws HistoryError the history cannot be read or written: nothing was done
 * @throws RangeError a reason that cannot be taken: nothing was done
 */
export async function splitShard(ports: SplitPorts, request: SplitRequest, options: ScaleOptions = {}): Promise<SplitResult> {
	assertReason(request.reason);
	const { by, reason, shardId, streamName } = request;
	const telemetry = nonThrowingTelemetry(ports.telemetry);
	const context = new ManualReshardContext({ ...ports, telemetry }, { streamName, targetShardCount: 1, by, reason }, options);
	const end = await split(context, request, ports.shards);
	return { streamName, shardId, openShardCount: context.openShardCount, end, incomplete: context.errors.reasons() };
}

async function split(context: ManualReshardContext, request: SplitRequest, shards: ShardsPort): Promise<ScaleEnd> {
	const { options, ports, streamName } = context;
	for (let races = 0; races < MAX_RACES; races += 1) {
		const snapshot = await reconcile(context);
		const { openShardCount } = snapshot.stream;
		context.openShardCount = openShardCount;
		const plan = await planFrom(context, request, shards, snapshot);
		if (plan.kind === "refused") return { kind: "refused", refused: plan };
		if (options.signal?.aborted === true) return { kind: "stopped", isResharding: false };
		const wanted = { ...context.request, targetShardCount: openShardCount + 1 };
		const lease = newLease(wanted, openShardCount, ports.clock.nowMs());
		if (snapshot.isSettled && (await isAcquired(context, lease, snapshot.known.revision))) {
			return underLease(context, request, shards, new HeldLease(ports.history, streamName, lease));
		}
		const to = await findConflict(ports, streamName, lease.leaseId);
		if (to.kind !== "unknown") return { kind: "lost-race", to };
		await ports.wait.wait(RACE_AGAIN_AFTER_MS, options.signal);
	}
	return { kind: "lost-race", to: { kind: "unknown" } };
}

async function underLease(context: ManualReshardContext, request: SplitRequest, shards: ShardsPort, held: HeldLease): Promise<ScaleEnd> {
	const { errors, ports, streamName } = context;
	try {
		return await ask(context, request, shards, held);
	} catch (error) {
		if (!(error instanceof AutoscalerError)) throw error;
		return { kind: "failed", error };
	} finally {
		await errors.capture(ports.history.releaseLease(streamName, held.lease));
		await recheckAfterOverride(ports, streamName, { kind: "none" }, errors);
	}
}

/** Plans anew: until the lease was written, others could change the stream. */
async function ask(context: ManualReshardContext, request: SplitRequest, shards: ShardsPort, held: HeldLease): Promise<ScaleEnd> {
	const { ports, streamName } = context;
	const conflict = async (): Promise<ScaleEnd> => ({ kind: "lost-race", to: await findConflict(ports, streamName, held.lease.leaseId) });
	const snapshot = withoutOwnLease(await reconcile(context), held);
	context.openShardCount = snapshot.stream.openShardCount;
	if (!snapshot.isSettled) return conflict();
	const situation = await situationOf(ports, snapshot);
	const plan = await planFrom(context, request, shards, snapshot);
	if (plan.kind === "refused") return { kind: "refused", refused: plan };
	if (context.options.signal?.aborted === true) return { kind: "stopped", isResharding: false };
	const outcome = await requestReshard(context, splitDecision(request, situation, plan), snapshot.known.revision, {
		by: request.by,
		split: () => shards.split(streamName, request.shardId, plan.newStartingHashKey),
	});
	const step = stepOf(plan, reshardBudget(snapshot.known.history, snapshot.observedAtMs).left);
	if (outcome.kind === "accepted") context.options.onProgress?.({ kind: "asked", step, stepsLeft: 0, atMs: outcome.reshard.atMs });
	await reportOutcome(context, outcome, snapshot);
	await scheduleNextRecheck(context, outcome, snapshot);
	switch (outcome.kind) {
		case "accepted": {
			const waited = await waitUntilActive(context, held, step, outcome.reshard.atMs);
			if (waited === "stopped") return { kind: "stopped", isResharding: true };
			if (waited === "lease-lost") return conflict();
			const elapsedMs = ports.clock.nowMs() - outcome.reshard.atMs;
			context.options.onProgress?.({ kind: "step-done", step, openShardCount: context.openShardCount, elapsedMs });
			// So that the end is written at once, and not by the next evaluation.
			await context.errors.capture(reconcile(context));
			return { kind: "done" };
		}
		case "refused":
			return { kind: "service-refused", refusal: outcome.refusal, message: outcome.message };
		case "unknown-outcome":
			return { kind: "unknown-outcome", error: outcome.error };
		case "lost-race":
			return conflict();
		default:
			return outcome satisfies never;
	}
}

async function planFrom(
	{ ports }: ManualReshardContext,
	request: SplitRequest,
	shards: ShardsPort,
	snapshot: ReconciledSnapshot,
): Promise<SplitPlan> {
	const situation = await situationOf(ports, snapshot);
	return planSplit(request, situation, await openShards({ shards }, request, snapshot.stream.streamStatus));
}

/** A stream that the service creates or deletes lists no shards. */
async function openShards({ shards }: Pick<SplitPorts, "shards">, { streamName }: SplitRequest, streamStatus: string) {
	return streamStatus === "ACTIVE" || streamStatus === "UPDATING" ? shards.listOpen(streamName) : [];
}
