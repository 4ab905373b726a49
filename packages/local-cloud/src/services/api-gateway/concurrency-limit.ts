/** The bounds of the number of concurrent requests, and the longest acceptable delay. */
export interface ConcurrencyLimitSettings {
	readonly least: number;
	readonly most: number;
	/** Work that waits longer than this for its turn on a thread shows that the machine is full. */
	readonly targetDelayMs: number;
}

const DECREASE = 0.7;
const INCREASE = 1.05;
const LEAST_INCREASE = 5;

/**
 * The number of concurrent requests for a machine of unknown speed that other programs share. The signal is the time that work waits for
 * its turn on a thread, not the duration of a function: one that waits for a throttled stream takes long even on an idle machine.
 *
 * It rises by a twentieth and falls by a third, as TCP finds its share. If it is too high, every request is late, and clients and functions
 * time out. If it is too low, the API refuses requests for which there is room. It rises in quiet times, too, so that one late turn does
 * not affect the next burst.
 */
export class ConcurrencyLimit {
	readonly #settings: ConcurrencyLimitSettings;
	#limit: number;
	#longestDelayMs = 0;

	constructor(settings: ConcurrencyLimitSettings) {
		this.#settings = settings;
		this.#limit = settings.most;
	}

	/** The present limit, a whole number from `least` to `most`. */
	get limit(): number {
		return Math.floor(this.#limit);
	}

	/** Records how long work waited for its turn. */
	delayed(delayMs: number): void {
		this.#longestDelayMs = Math.max(this.#longestDelayMs, delayMs);
	}

	/** Adjusts the limit by the delays since the last call. */
	adjust(): void {
		const { least, most, targetDelayMs } = this.#settings;
		if (this.#longestDelayMs > targetDelayMs) this.#limit = Math.max(least, this.#limit * DECREASE);
		else this.#limit = Math.min(most, Math.max(this.#limit * INCREASE, this.#limit + LEAST_INCREASE));
		this.#longestDelayMs = 0;
	}
}
