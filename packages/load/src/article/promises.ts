import { sumOf } from "../drive/load-result.ts";
import { count, kilobytes } from "../format.ts";
import type { StoredRun } from "../run/stored-run.ts";
import { connectionsAtMost } from "../run/summary.ts";
import type { ArticlePace } from "./plan.ts";
import { p95Ratio, type UnthrottledTurns } from "./unthrottled.ts";

export interface ArticleResults {
	readonly runs: ReadonlyMap<string, StoredRun>;
	readonly unthrottled: UnthrottledTurns;
	readonly pace: ArticlePace;
	readonly durationSeconds: number;
	readonly measuredAtMs: number;
}

/** How much slower than the naive version an unthrottled vote may be. */
export const HIGHEST_P95_RATIO = 1.2;

/**
 * The growth of the process for each vote: the record, the tally's item, and memory that the garbage collector has not freed yet. More
 * would be a leak.
 */
const MOST_MEMORY_BYTES_PER_VOTE = 5_000;
/** 10,000 connections against 1,000, with about as many votes. */
const HIGHEST_MEMORY_RATIO = 1.25;

/** The broken promises, a line each. */
export function brokenPromises({ runs, unthrottled }: ArticleResults): readonly string[] {
	const broken: string[] = [];
	for (const [name, run] of runs) {
		const serverErrors = sumOf(run.counts.byStatus, (status) => status >= 500);
		if (run.variant === "naive") {
			if (serverErrors === 0) broken.push(`${name}: the article's errors did not show: no 5xx.`);
		} else {
			if (serverErrors > 0) broken.push(`${name}: ${count(serverErrors)} answers were 5xx.`);
			if (run.counts.unanswered > 0) broken.push(`${name}: ${count(run.counts.unanswered)} votes were not answered.`);
			if (!tellsWhenToComeAgain(run)) broken.push(`${name}: a 429 had no Retry-After.`);
			const held = connectionsAtMost(run);
			if (run.model.kind === "users" && held < run.model.users)
				broken.push(`${name}: ${count(held)} of ${count(run.model.users)} connections were held.`);
			const bytesPerVote = memoryBytesPerVote(run);
			if (bytesPerVote === undefined) broken.push(`${name}: the local cloud's memory was not measured.`);
			else if (!(bytesPerVote <= MOST_MEMORY_BYTES_PER_VOTE))
				broken.push(
					`${name}: the local cloud's memory grew by ${kilobytes(bytesPerVote)} a vote, above ${kilobytes(MOST_MEMORY_BYTES_PER_VOTE)}.`,
				);
		}
		if (run.exactlyOnce?.holds !== true) broken.push(`${name}: not every accepted vote was counted exactly once.`);
	}
	const memory = memoryRatio(runs);
	if (memory !== undefined && !(memory <= HIGHEST_MEMORY_RATIO))
		broken.push(
			`headroom-10000: the local cloud took ${memory.toFixed(2)} times the memory that it took for 1,000 users, above ${HIGHEST_MEMORY_RATIO}.`,
		);
	const ratio = p95Ratio(unthrottled);
	if (!(ratio <= HIGHEST_P95_RATIO))
		broken.push(`unthrottled: p95 is ${ratio.toFixed(2)} times the naive version's, above ${HIGHEST_P95_RATIO}.`);
	return broken;
}

/** Whether the first 429 of each kind has Retry-After. */
export function tellsWhenToComeAgain({ groups }: StoredRun): boolean {
	return groups.filter(({ status }) => status === 429).every(({ first }) => first.retryAfter !== undefined);
}

/**
 * The growth of the local cloud in the second half of the load, in bytes for each accepted vote. In the first half threads warm up, and
 * after the load there are no votes. The stream keeps a neighbour's records, too, and they count like votes. Undefined without two
 * measurements in that half, or without an accepted vote.
 */
export function memoryBytesPerVote({ neighbour, seconds, stageMemory, startedAtMs }: StoredRun): number | undefined {
	const endMs = (seconds.at(-1)?.atMs ?? startedAtMs) + 1_000;
	const halfMs = (startedAtMs + endMs) / 2;
	const half = stageMemory.find(({ atMs }) => atMs >= halfMs);
	const last = stageMemory.findLast(({ atMs }) => atMs <= endMs);
	if (half === undefined || last === undefined || half.atMs >= last.atMs) return undefined;
	const accepted = seconds
		.filter(({ atMs }) => atMs >= half.atMs && atMs < last.atMs)
		.reduce((sum, { answers }) => sum + sumOf(answers, (status) => status < 300), 0);
	const neighbours = ((neighbour?.stored ?? 0) * (last.atMs - half.atMs)) / (endMs - startedAtMs);
	return accepted === 0 ? undefined : Math.max(0, last.bytes - half.bytes) / (accepted + neighbours);
}

// --- internal ---

function memoryRatio(runs: ArticleResults["runs"]): number | undefined {
	const [few, many] = ["headroom-1000", "headroom-10000"].map((name) => runs.get(name)?.stageMemory.at(-1)?.bytes);
	return few === undefined || many === undefined ? undefined : many / few;
}
