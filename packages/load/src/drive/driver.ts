import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "undici";
import { REQUEST_TIMEOUT_MS } from "./connections.ts";
import type { DriveContext } from "./drive-context.ts";
import type { LatencyMs, LoadResult, SecondSample } from "./load-result.ts";
import { Measurement, type Sent } from "./measurement.ts";
import type { DriverOrder, LoadProgress } from "./messages.ts";
import { runRate } from "./rate-loop.ts";
import { runUsers } from "./users-loop.ts";
import { votePath } from "./vote-choices.ts";

const TICK_MS = 4;
const SECOND_MS = 1000;
const NO_ANSWER: LatencyMs = { mean: 0, p50: 0, p95: 0, p99: 0, max: 0 };

/** Controls of the running driver. */
export interface DriveControls {
	onProgress(progress: LoadProgress): void;
	/** Once true, the driver sends nothing more and waits for the open requests. */
	isStopped(): boolean;
}

/** Casts votes, each voter once, and counts every answer. Bounded in time and in open requests. */
export async function driveVotes(order: DriverOrder, controls: DriveControls): Promise<LoadResult> {
	const clockOffsetMs = Date.now() - performance.now();
	const startMs = performance.now();
	const measurement = new Measurement(startMs, clockOffsetMs);
	const progress = reportEverySecond(measurement, controls);
	const context: DriveContext = {
		apiUrl: order.apiUrl,
		durationSeconds: order.durationSeconds,
		startMs,
		measurement,
		isStopped: controls.isStopped,
		async vote(connection, voterIndex, intendedAtMs) {
			const sent = { voterIndex, path: votePath(order.pollId, voterIndex), intendedAtMs };
			measurement.sent(sent);
			return vote(measurement, await connection, sent);
		},
	};
	const { model } = order;
	await (model.kind === "rate" ? runRate(context, model) : runUsers(context, model));
	const lastRequestAtMs = performance.now() + clockOffsetMs;
	// Requests that still wait for a connection have no timeout of their own yet.
	const giveUpAtMs = performance.now() + REQUEST_TIMEOUT_MS;
	while (measurement.inFlight > 0 && performance.now() < giveUpAtMs) await sleep(TICK_MS);
	measurement.giveUp(performance.now(), new NotAnsweredError());
	progress.end();

	const corrected =
		model.kind === "users" && model.thinkMs > 0 ? measurement.latency.correctedForCoordinatedOmission(model.thinkMs).summary() : undefined;
	return {
		counts: measurement.counts(),
		latencyMs: measurement.latency.summary() ?? NO_ANSWER,
		...(corrected === undefined ? {} : { correctedLatencyMs: corrected }),
		latencyHistogram: measurement.latency.encode(),
		acceptedVoters: measurement.acceptedVoters,
		unknownVoters: measurement.unknownVoters,
		groups: measurement.groups(),
		firstRequestAtMs: startMs + clockOffsetMs,
		lastRequestAtMs,
	};
}

/** The load is over, and an answer did not come within the request timeout. */
class NotAnsweredError extends Error {
	override readonly name = "NotAnsweredError";

	constructor() {
		super(`No answer within ${REQUEST_TIMEOUT_MS / 1000} s after the last request.`);
	}
}

async function vote(measurement: Measurement, client: Client, sent: Sent): Promise<boolean> {
	try {
		const { statusCode, headers, body } = await client.request({ method: "POST", path: sent.path });
		const text = await body.text();
		measurement.ended(sent, performance.now(), { kind: "answer", status: statusCode, headers, body: text });
		return true;
	} catch (error) {
		measurement.ended(sent, performance.now(), { kind: "broken", error });
		return false;
	}
}

function reportEverySecond(measurement: Measurement, { onProgress }: DriveControls): { end(): void } {
	const report = (seconds: readonly SecondSample[]): void =>
		onProgress({ counts: measurement.counts(), seconds, groups: measurement.groups() });
	report([]);
	const timer = setInterval(() => report([measurement.endSecond(performance.now())]), SECOND_MS);
	return {
		end() {
			clearInterval(timer);
			report([measurement.endSecond(performance.now())]);
		},
	};
}
