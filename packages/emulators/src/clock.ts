import TinyQueue from "tinyqueue";

/** The emulators' only source of time. `schedule` runs `task` once, at or after `atMs`; the answer cancels it. */
export interface EmulatorClock {
	nowMs(): number;
	schedule(atMs: number, task: () => void): () => void;
}

interface ScheduledTask {
	readonly atMs: number;
	/** Breaks ties: of two tasks due at the same moment, the one scheduled first runs first. */
	readonly ordinal: number;
	readonly run: () => void;
	isCancelled: boolean;
}

/** Time that passes only on command: a test or a simulation runs a day of a stream in milliseconds. */
export class VirtualClock implements EmulatorClock {
	#nowMs: number;
	#nextOrdinal = 0;
	#isAdvancing = false;
	readonly #tasks = new TinyQueue<ScheduledTask>([], inOrder);

	/** @param startMs the first answer of `nowMs`, epoch milliseconds */
	constructor(startMs: number) {
		if (!Number.isFinite(startMs)) throw new RangeError(`VirtualClock: startMs must be a finite number of milliseconds, is ${startMs}.`);
		this.#nowMs = startMs;
	}

	nowMs(): number {
		return this.#nowMs;
	}

	/** When the next task is due; undefined if none is. */
	get nextAtMs(): number | undefined {
		for (let first = this.#tasks.peek(); first !== undefined; first = this.#tasks.peek()) {
			if (!first.isCancelled) return first.atMs;
			this.#tasks.pop();
		}
		return undefined;
	}

	schedule(atMs: number, task: () => void): () => void {
		if (Number.isNaN(atMs)) throw new RangeError("VirtualClock.schedule: atMs must be a number of milliseconds, is NaN.");
		const scheduled: ScheduledTask = { atMs, ordinal: this.#nextOrdinal++, run: task, isCancelled: false };
		this.#tasks.push(scheduled);
		return () => {
			scheduled.isCancelled = true;
		};
	}

	/**
	 * Let time pass until `ms`, and run the due tasks in order of time. A task sees its own due time as `nowMs`. Tasks that it schedules
	 * before `ms` run, too.
	 *
	 * @throws RangeError if `ms` is in the past
	 * @throws Error if called from within a task: time cannot pass inside a moment
	 */
	advanceTo(ms: number): void {
		if (!(ms >= this.#nowMs)) throw new RangeError(`VirtualClock.advanceTo: cannot go back from ${this.#nowMs} to ${ms}.`);
		if (this.#isAdvancing) throw new Error("VirtualClock.advanceTo: called by a task that the clock itself is running.");
		this.#isAdvancing = true;
		try {
			for (let first = this.#tasks.peek(); first !== undefined && first.atMs <= ms; first = this.#tasks.peek()) {
				this.#tasks.pop();
				if (first.isCancelled) continue;
				this.#nowMs = Math.max(this.#nowMs, first.atMs);
				first.run();
			}
			this.#nowMs = ms;
		} finally {
			this.#isAdvancing = false;
		}
	}

	advanceBy(durationMs: number): void {
		this.advanceTo(this.#nowMs + durationMs);
	}
}

/** By time, then in the order of scheduling. Two tasks at Infinity differ by NaN, which is falsy as 0 is. */
function inOrder(a: ScheduledTask, b: ScheduledTask): number {
	return a.atMs - b.atMs || a.ordinal - b.ordinal;
}

/** Above this `setTimeout` fires at once. https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** The clock follows the system's when that is ahead by more than this: after a laptop slept, or the clock was set. */
const FOLLOW_SYSTEM_CLOCK_MS = 1_000;

/**
 * The time of day, made monotonic: a system clock set back does not turn time back under rate limits and sequence numbers.
 * Timers are `unref`ed, so that an emulator alone keeps no process alive.
 */
export class WallClock implements EmulatorClock {
	#anchorEpochMs = Date.now();
	#anchorMonotonicMs = performance.now();
	#isClosed = false;
	readonly #cancels = new Set<() => void>();

	nowMs(): number {
		const monotonicMs = performance.now();
		const systemMs = Date.now();
		const nowMs = this.#anchorEpochMs + Math.floor(monotonicMs - this.#anchorMonotonicMs);
		if (systemMs - nowMs <= FOLLOW_SYSTEM_CLOCK_MS) return nowMs;
		this.#anchorEpochMs = systemMs;
		this.#anchorMonotonicMs = monotonicMs;
		return systemMs;
	}

	schedule(atMs: number, task: () => void): () => void {
		if (this.#isClosed) return () => {};
		let timer: NodeJS.Timeout;
		const cancel = () => {
			clearTimeout(timer);
			this.#cancels.delete(cancel);
		};
		const arm = () => {
			const delayMs = Math.max(0, atMs - this.nowMs());
			timer = setTimeout(
				() => {
					// Node may fire up to a millisecond early, and a long wait comes in pieces.
					if (this.nowMs() < atMs) return arm();
					cancel();
					task();
				},
				Math.min(delayMs, LONGEST_TIMEOUT_MS),
			);
			timer.unref();
		};
		arm();
		this.#cancels.add(cancel);
		return cancel;
	}

	/** Cancels all scheduled tasks and accepts no more. */
	close(): void {
		this.#isClosed = true;
		for (const cancel of [...this.#cancels]) cancel();
	}
}
