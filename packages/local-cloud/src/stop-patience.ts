import { setTimeout } from "node:timers/promises";

/** How long a stop waits for each kind of work under way. A drainer may run for a minute, but the local cloud keeps nothing anyway. */
export const STOP_PATIENCE_MS = 2000;

/** Waits for work under way, at most this long. @throws the error of the work */
export async function withPatience(work: Promise<unknown>): Promise<void> {
	await Promise.race([work, setTimeout(STOP_PATIENCE_MS, undefined, { ref: false })]);
}
