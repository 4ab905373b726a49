import { setTimeout as sleep } from "node:timers/promises";
import { connection } from "./connections.ts";
import type { DriveContext } from "./drive-context.ts";
import type { UsersModel } from "./load-model.ts";

/** A user whose connection broke does not try again at once: a target that is gone would be asked a thousand times a second. */
const PAUSE_AFTER_BREAK_MS = 1000;

/** How often a user's loop looks whether the run was stopped while the user thinks. */
const TICK_MS = 50;

/** Users with a connection each, coming in over the ramp-up. Returns when the time is over or the run was stopped. */
export async function runUsers(context: DriveContext, model: UsersModel): Promise<void> {
	const { measurement, startMs } = context;
	const endMs = startMs + context.durationSeconds * 1000;
	let nextVoter = 0;

	async function user(index: number): Promise<void> {
		const arrivesAtMs = startMs + (index / model.users) * model.rampUpSeconds * 1000;
		await sleep(Math.max(0, arrivesAtMs - performance.now()));
		const client = connection(context.apiUrl, (change) => {
			measurement.openConnections += change;
		});
		// From the moment the user wanted to ask: when the driver itself is late, the user waits for it too.
		let wantsAtMs = arrivesAtMs;
		while (wantsAtMs < endMs && !context.isStopped()) {
			const isAnswered = await context.vote(client, nextVoter++, wantsAtMs);
			const pauseMs = isAnswered ? model.thinkMs : Math.max(model.thinkMs, PAUSE_AFTER_BREAK_MS);
			wantsAtMs = performance.now() + pauseMs;
			if (wantsAtMs < endMs) await sleep(pauseMs);
		}
	}

	for (let index = 0; index < model.users; index += 1) void user(index);
	while (performance.now() < endMs && !context.isStopped()) await sleep(TICK_MS);
}
