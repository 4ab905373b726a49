import { countPorts } from "../count/count-ports.ts";
import { readCountedTokens } from "../count/counted-tokens.ts";
import { checkExactlyOnce } from "../count/exactly-once.ts";
import { type VotesCounted, waitUntilCounted } from "../count/wait-until-counted.ts";
import { runDriver } from "../drive/driver-child.ts";
import type { LoadModel } from "../drive/load-model.ts";
import type { LoadResult } from "../drive/load-result.ts";
import type { LoadProgress } from "../drive/messages.ts";
import { tokenOf, WARM_UP_POLL_ID } from "../drive/vote-choices.ts";
import type { LoadTarget } from "../target/load-target.ts";
import type { LiveLoad } from "./live-load.ts";
import { describeMachine } from "./machine.ts";
import type { RunStore } from "./run-store.ts";
import type { StoredRun } from "./stored-run.ts";
import { Watch } from "./watch.ts";

const STORE_EVERY_MS = 5000;

/** Code that has not run yet is slow, in every version alike; a deployed system under load has no such seconds. Well below one shard. */
const WARM_UP = { ratePerSecond: 300, connections: 100, seconds: 5 } as const;

export interface LoadOrder {
	readonly model: LoadModel;
	readonly durationSeconds: number;
	readonly variant?: "headroom" | "naive" | undefined;
	/** Casts votes on a poll of its own before, which are not part of the figures. */
	readonly warmUp: boolean;
}

export interface RunSignals {
	/** The first wish to end: nothing more is sent, what was measured is kept. */
	readonly interrupted: AbortSignal;
	/** The second: end at once. */
	readonly abandoned: AbortSignal;
}

/** The state of a run that has not begun. */
export function newRun(order: LoadOrder, target: Pick<LoadTarget, "apiUrl" | "description">, startedAtMs: number): StoredRun {
	return {
		schemaVersion: 1,
		state: "running",
		target: target.description,
		apiUrl: target.apiUrl,
		// One run's votes are counted apart from every other's.
		pollId: `load-${startedAtMs}`,
		...(order.variant === undefined ? {} : { variant: order.variant }),
		machine: describeMachine(),
		model: order.model,
		durationSeconds: order.durationSeconds,
		startedAtMs,
		counts: { offered: 0, byStatus: {}, unanswered: 0, notSent: 0 },
		seconds: [],
		groups: [],
		traces: [],
		shards: [],
		reshards: [],
		stageMemory: [],
	};
}

/**
 * Loads the target, looks on, counts, and stores as it goes; its last state is for the caller to store.
 *
 * @returns the run, `interrupted` or `failed` where it did not come to its end; what was measured until then is in it
 */
export async function runLoad(
	order: LoadOrder,
	target: LoadTarget,
	store: RunStore,
	first: StoredRun,
	live: LiveLoad,
	signals: RunSignals,
): Promise<StoredRun> {
	let run = first;
	let watch: Watch | undefined;
	const abort = AbortSignal.any([signals.abandoned, target.ended]);
	const storing = setInterval(() => store.save(run), STORE_EVERY_MS);

	function progressed({ counts, groups, seconds }: LoadProgress): void {
		run = { ...run, ...watch?.seen(Date.now()), counts, groups: [...groups], seconds: [...run.seconds, ...seconds] };
		live.load(run);
		if (store.failure !== undefined) live.warnOnce(store.failure.message);
	}

	try {
		if (order.warmUp) await warmUp(target, live, abort);
		run = { ...run, startedAtMs: Date.now() };
		watch = target.view === undefined ? undefined : new Watch(target.view, run.startedAtMs, (events) => live.events(events));
		watch?.start(() => run.groups);
		const load = await runDriver(
			{ apiUrl: target.apiUrl, pollId: first.pollId, model: order.model, durationSeconds: order.durationSeconds },
			progressed,
			{ abort, stop: signals.interrupted },
		);
		run = { ...run, ...figuresOf(load) };
		if (!signals.interrupted.aborted) run = { ...run, exactlyOnce: await countVotes(run, load, target, live, abort, signals.interrupted) };
		// What cannot be seen (a permission that is missing, on AWS) takes nothing from what was measured.
		await watch?.finish(run.groups).catch((error: unknown) => live.warnOnce(error instanceof Error ? error.message : String(error)));
		run = { ...run, ...watch?.seen(Date.now()), state: signals.interrupted.aborted ? "interrupted" : "complete" };
	} catch (error) {
		const wasInterrupted = signals.interrupted.aborted;
		const reason: unknown = target.ended.aborted ? target.ended.reason : error;
		const failure = reason instanceof Error ? reason.message : String(reason);
		run = { ...run, ...watch?.seen(Date.now()), state: wasInterrupted ? "interrupted" : "failed", ...(wasInterrupted ? {} : { failure }) };
	} finally {
		clearInterval(storing);
		watch?.stop();
		live.done();
	}
	return run;
}

async function warmUp(target: LoadTarget, live: LiveLoad, abort: AbortSignal): Promise<void> {
	const { connections, ratePerSecond, seconds } = WARM_UP;
	live.say(`Warming up for ${seconds} s, on a poll of its own that is not part of the figures.`);
	await runDriver(
		{ apiUrl: target.apiUrl, pollId: WARM_UP_POLL_ID, model: { kind: "rate", ratePerSecond, connections }, durationSeconds: seconds },
		() => {},
		{ abort },
	);
}

function figuresOf({ correctedLatencyMs, counts, groups, latencyHistogram, latencyMs }: LoadResult): Partial<StoredRun> {
	return {
		counts,
		groups: [...groups],
		latencyMs,
		latencyHistogram,
		...(correctedLatencyMs === undefined ? {} : { correctedLatencyMs }),
	};
}

/**
 * Voter by voter where the tally table can be read; otherwise by the results' total, which cannot tell a lost vote beside one counted
 * twice.
 */
async function countVotes(
	{ pollId }: StoredRun,
	{ acceptedVoters, unknownVoters }: LoadResult,
	target: LoadTarget,
	live: LiveLoad,
	abort: AbortSignal,
	interrupted: AbortSignal,
): Promise<NonNullable<StoredRun["exactlyOnce"]>> {
	const localCloud = target.view?.localCloud;
	const acceptedTokens = acceptedVoters.map(tokenOf);
	const signal = AbortSignal.any([abort, interrupted]);
	const readTokens = async () =>
		localCloud === undefined ? new Set(acceptedTokens) : readCountedTokens(localCloud.dynamo, localCloud.tallyTable, pollId);
	const counted = await waitUntilCounted(countPorts(target.apiUrl, pollId, readTokens, signal), acceptedTokens, (total) =>
		live.count(total, acceptedTokens.length),
	);
	const after = counted.afterSeconds === undefined ? {} : { countedAfterSeconds: counted.afterSeconds };
	if (localCloud === undefined) return { ...compareTotals(acceptedTokens.length, unknownVoters.length, counted), ...after };
	const { accepted, countedTwice, countedUnpromised, holds, invented, lost } = checkExactlyOnce({
		acceptedVoters,
		unknownVoters,
		countedTokens: counted.tokens,
		countedTotal: counted.total,
		tokenOf,
	});
	return {
		comparedBy: "voters",
		accepted,
		counted: counted.total,
		lost: lost.length,
		countedTwice,
		countedUnpromised,
		invented: invented.length,
		holds,
		...after,
	};
}

function compareTotals(accepted: number, unknown: number, { total }: VotesCounted): NonNullable<StoredRun["exactlyOnce"]> {
	const lost = Math.max(0, accepted - total);
	const surplus = Math.max(0, total - accepted);
	const countedUnpromised = Math.min(surplus, unknown);
	const countedTwice = surplus - countedUnpromised;
	return {
		comparedBy: "total",
		accepted,
		counted: total,
		lost,
		countedTwice,
		countedUnpromised,
		invented: 0,
		holds: lost === 0 && countedTwice === 0,
	};
}
