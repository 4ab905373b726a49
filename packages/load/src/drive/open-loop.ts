/**
 * The schedule of an open loop: request `i` is due at `startMs + i / ratePerSecond`, whether or not earlier ones were answered,
 * so that a slow server is offered just as much as a fast one.
 */
export interface OpenLoop {
	readonly startMs: number;
	readonly ratePerSecond: number;
	readonly durationSeconds: number;
}

/** How many requests the whole loop offers. */
export function offeredCount(loop: OpenLoop): number {
	return Math.floor(loop.ratePerSecond * loop.durationSeconds);
}

/** How many requests are due by `nowMs`, never more than the loop offers. */
export function dueCount(loop: OpenLoop, nowMs: number): number {
	const elapsedSeconds = (nowMs - loop.startMs) / 1000;
	return Math.max(0, Math.min(offeredCount(loop), Math.floor(elapsedSeconds * loop.ratePerSecond) + 1));
}

/**
 * The moment request `index` (from 0) was due. Latency is measured from here, not from when the request was sent: a request
 * that waited for its turn has kept its user waiting (no coordinated omission).
 */
export function dueAtMs(loop: OpenLoop, index: number): number {
	return loop.startMs + (index / loop.ratePerSecond) * 1000;
}
