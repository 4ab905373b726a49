import { setTimeout as sleep } from "node:timers/promises";
import { connection } from "./connections.ts";
import type { DriveContext } from "./drive-context.ts";
import type { UsersModel } from "./load-model.ts";

/** The pause of a user after a broken connection: without it, a dead target would get a thousand requests a second. */
const PAUSE_AFTER_BREAK_MS = 1000;

/** How often a thinking user checks whether the run was stopped. */
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
		// From the moment the user wanted to send: if the driver is late, the user waits for it, too.
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
