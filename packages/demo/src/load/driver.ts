import { createHistogram } from "node:perf_hooks";
import { Pool } from "undici";
import type { DriverOrder, LoadCounts, LoadResult } from "./load-result.ts";
import { dueAtMs, dueCount, type OpenLoop, offeredCount } from "./open-loop.ts";
import { votePath } from "./vote-choices.ts";

/** Enough for a version that keeps its callers waiting for seconds, and less than the 1,000 invocations at once that an account of Lambda allows. */
const CONNECTIONS = 800;
const REQUEST_TIMEOUT_MS = 30_000;
/** Beyond this many unanswered requests the driver would measure itself, so it counts what is due as not sent. */
const MOST_UNANSWERED = 20_000;
const TICK_MS = 4;
const PROGRESS_MS = 1000;

/** Offers votes at a fixed rate, each voter once, and counts every answer. Bounded in count, in time and in what is unanswered. */
export async function driveVotes(order: DriverOrder, onProgress: (counts: LoadCounts) => void): Promise<LoadResult> {
	const pool = new Pool(order.apiUrl, {
		connections: CONNECTIONS,
		pipelining: 1,
		headersTimeout: REQUEST_TIMEOUT_MS,
		bodyTimeout: REQUEST_TIMEOUT_MS,
	});
	const latencyMicroseconds = createHistogram({ lowest: 1, highest: 120_000_000, figures: 3 });
	const byStatus: Record<string, number> = {};
	const exampleBodies: Record<string, string> = {};
	const acceptedVoters: number[] = [];
	const unknownVoters: number[] = [];
	let sent = 0;
	let due = 0;
	let pending = 0;
	let unanswered = 0;
	let notSent = 0;

	const clockOffsetMs = Date.now() - performance.now();
	const loop: OpenLoop = { startMs: performance.now(), ratePerSecond: order.ratePerSecond, durationSeconds: order.durationSeconds };
	const counts = (): LoadCounts => ({ offered: sent, byStatus: { ...byStatus }, unanswered, notSent });

	async function vote(voterIndex: number): Promise<void> {
		pending += 1;
		try {
			const { statusCode, body } = await pool.request({ method: "POST", path: votePath(order.pollId, voterIndex) });
			const text = await body.text();
			latencyMicroseconds.record(Math.max(1, Math.round((performance.now() - dueAtMs(loop, voterIndex)) * 1000)));
			byStatus[statusCode] = (byStatus[statusCode] ?? 0) + 1;
			if (statusCode === 200 || statusCode === 202) acceptedVoters.push(voterIndex);
			else {
				exampleBodies[statusCode] ??= text.slice(0, 300);
				if (statusCode >= 500) unknownVoters.push(voterIndex);
			}
		} catch (error) {
			unanswered += 1;
			unknownVoters.push(voterIndex);
			exampleBodies["unanswered"] ??= String(error);
		} finally {
			pending -= 1;
		}
	}

	onProgress(counts());
	const progress = setInterval(() => onProgress(counts()), PROGRESS_MS);
	const whole = offeredCount(loop);
	while (due < whole) {
		const dueNow = dueCount(loop, performance.now());
		for (; due < dueNow; due += 1) {
			if (pending >= MOST_UNANSWERED) notSent += 1;
			else {
				sent += 1;
				void vote(due);
			}
		}
		await new Promise((resolve) => setTimeout(resolve, TICK_MS));
	}
	const lastRequestAtMs = performance.now() + clockOffsetMs;
	const giveUpAtMs = performance.now() + REQUEST_TIMEOUT_MS;
	while (pending > 0 && performance.now() < giveUpAtMs) await new Promise((resolve) => setTimeout(resolve, TICK_MS));
	// Requests that still wait for a connection have no timeout of their own yet: without an end, thousands of them would take the rest of an hour.
	await pool.destroy(new Error(`No answer within ${REQUEST_TIMEOUT_MS / 1000} s after the last request.`));
	while (pending > 0) await new Promise((resolve) => setTimeout(resolve, TICK_MS));
	clearInterval(progress);

	const percentileMs = (percentile: number) => latencyMicroseconds.percentile(percentile) / 1000;
	return {
		counts: counts(),
		latencyMs: {
			p50: percentileMs(50),
			p95: percentileMs(95),
			p99: percentileMs(99),
			max: latencyMicroseconds.count === 0 ? 0 : latencyMicroseconds.max / 1000,
		},
		acceptedVoters,
		unknownVoters,
		exampleBodies,
		firstRequestAtMs: loop.startMs + clockOffsetMs,
		lastRequestAtMs,
	};
}
