import { VirtualClock } from "@headroom/emulators";

/**
 * Time in which asynchronous code runs: it stands still until every promise that can go on has gone on, then jumps to the next task.
 * Nothing but the order of tasks decides what runs next, so that the same tasks give the same run.
 */
export class VirtualTime {
	readonly clock: VirtualClock;

	/** @param startMs milliseconds since the epoch */
	constructor(startMs: number) {
		this.clock = new VirtualClock(startMs);
	}

	nowMs(): number {
		return this.clock.nowMs();
	}

	/** Runs `task` once; the answer cancels it. */
	schedule(atMs: number, task: () => void): () => void {
		return this.clock.schedule(Math.max(atMs, this.nowMs()), task);
	}

	sleep(milliseconds: number): Promise<void> {
		return new Promise((resolve) => this.schedule(this.nowMs() + milliseconds, resolve));
	}

	/** Runs `task` every so often, until the run ends. */
	every(periodMs: number, firstAtMs: number, task: () => void): void {
		const run = (atMs: number): void => {
			this.schedule(atMs, () => {
				run(atMs + periodMs);
				task();
			});
		};
		run(firstAtMs);
	}

	async runUntil(untilMs: number): Promise<void> {
		for (;;) {
			await promisesToGoOn();
			const { nextAtMs } = this.clock;
			if (nextAtMs === undefined || nextAtMs > untilMs) break;
			this.clock.advanceTo(nextAtMs);
		}
		this.clock.advanceTo(untilMs);
	}
}

/** A macrotask comes after all microtasks, and those that they start. */
function promisesToGoOn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
