import { setTimeout } from "node:timers/promises";

/** How long a stop waits for each kind of work under way. A drainer may run for a minute; everything here is forgotten anyway. */
export const STOP_PATIENCE_MS = 2000;

/** Waits for work under way to end, as long as a stop's patience lasts. @throws what the work fails with */
export async function withPatience(work: Promise<unknown>): Promise<void> {
	await Promise.race([work, setTimeout(STOP_PATIENCE_MS, undefined, { ref: false })]);
}
