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
import { setNeighbour } from "../target/neighbour.ts";
import type { LiveLoad } from "./live-load.ts";
import { describeMachine } from "./machine.ts";
import type { RunStore } from "./run-store.ts";
import type { StoredRun } from "./stored-run.ts";
import { Watch } from "./watch.ts";

const STORE_EVERY_MS = 5000;

/** Cold code is slow, in both versions, and a deployed system under load has no such seconds. Well below one shard. */
const WARM_UP = { ratePerSecond: 300, connections: 100, seconds: 5 } as const;

export interface LoadOrder {
	readonly model: LoadModel;
	readonly durationSeconds: number;
	readonly variant?: "headroom" | "naive" | undefined;
	/** Records that the local cloud's neighbour writes beside the votes; 0 for none. */
	readonly neighbourRecordsPerSecond?: number;
	/** Casts votes on another poll first, which do not count. */
	readonly warmUp: boolean;
}

export interface RunSignals {
	/** The first interruption: nothing more is sent, and the measurements are kept. */
	readonly interrupted: AbortSignal;
	/** The second interruption: end at once. */
	readonly abandoned: AbortSignal;
}

/** The state of a run that has not begun. */
export function newRun(order: LoadOrder, target: Pick<LoadTarget, "apiUrl" | "description">, startedAtMs: number): StoredRun {
	return {
		schemaVersion: 1,
		state: "running",
		target: target.description,
		apiUrl: target.apiUrl,
		// Each run has its own poll.
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
 * Loads the target, watches it, counts, and stores the run meanwhile. The caller stores the last state.
 *
 * @returns the run; `interrupted` or `failed` if it did not finish. It has all measurements so far
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
		const neighbour = neighbourOf(order, target);
		await neighbour?.begin();
		const load = await runDriver(
			{ apiUrl: target.apiUrl, pollId: first.pollId, model: order.model, durationSeconds: order.durationSeconds },
			progressed,
			{ abort, stop: signals.interrupted },
		);
		run = { ...run, ...figuresOf(load), ...(await neighbour?.end()) };
		if (!signals.interrupted.aborted) run = { ...run, exactlyOnce: await countVotes(run, load, target, live, abort, signals.interrupted) };
		// A failed view (on AWS, a missing permission) does not invalidate the measurements.
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

function neighbourOf({ neighbourRecordsPerSecond = 0 }: LoadOrder, { view }: LoadTarget) {
	const endpointUrl = view?.localCloud?.endpointUrl;
	if (neighbourRecordsPerSecond === 0 || endpointUrl === undefined) return undefined;
	return {
		begin: () => setNeighbour(endpointUrl, neighbourRecordsPerSecond),
		async end(): Promise<Pick<StoredRun, "neighbour">> {
			const { stored, throttled } = await setNeighbour(endpointUrl, 0);
			return { neighbour: { recordsPerSecond: neighbourRecordsPerSecond, stored, throttled } };
		},
	};
}

async function warmUp(target: LoadTarget, live: LiveLoad, abort: AbortSignal): Promise<void> {
	const { connections, ratePerSecond, seconds } = WARM_UP;
	live.say(`Warming up for ${seconds} s, on another poll that does not count.`);
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
 * Voter by voter if the tally table can be read. Otherwise by the total of the results, which does not show a lost vote beside one that is
 * counted twice.
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
