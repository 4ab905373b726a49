import { setTimeout as sleep } from "node:timers/promises";
import { Connections, connection } from "./connections.ts";
import type { DriveContext } from "./drive-context.ts";
import type { RateModel } from "./load-model.ts";
import { dueAtMs, dueCount, type OpenLoop, offeredCount } from "./open-loop.ts";

/** With more unanswered requests the driver would measure itself, so it counts further ones as not sent. */
const MOST_UNANSWERED = 20_000;
const TICK_MS = 4;

/** Sends each request when it is due, independent of the earlier ones. Returns when the last one is sent. */
export async function runRate(context: DriveContext, model: RateModel): Promise<void> {
	const { measurement, startMs } = context;
	const loop: OpenLoop = { startMs, ratePerSecond: model.ratePerSecond, durationSeconds: context.durationSeconds };
	const connections = new Connections(model.connections, () =>
		connection(context.apiUrl, (change) => {
			measurement.openConnections += change;
		}),
	);

	async function vote(index: number): Promise<void> {
		const taken = connections.take();
		await context.vote(taken, index, dueAtMs(loop, index));
		connections.give(await taken);
	}

	const whole = offeredCount(loop);
	let due = 0;
	while (due < whole && !context.isStopped()) {
		const dueNow = dueCount(loop, performance.now());
		for (; due < dueNow; due += 1) {
			if (measurement.inFlight >= MOST_UNANSWERED) measurement.notSent += 1;
			else void vote(due);
		}
		await sleep(TICK_MS);
	}
}
