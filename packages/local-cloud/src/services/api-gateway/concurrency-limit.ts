/** How far the number of requests at once may go, and what is too long a wait. */
export interface ConcurrencyLimitSettings {
	readonly least: number;
	readonly most: number;
	/** Work that waits longer than this for its turn on a thread waits for a machine that is full. */
	readonly targetDelayMs: number;
}

const DECREASE = 0.7;
const INCREASE = 1.05;
const LEAST_INCREASE = 5;

/**
 * How many requests may be under way at once on a machine of unknown speed that is shared with who knows what. The signal is how long work
 * waits for its turn on a thread, not how long a function takes: one that waits for a throttled stream takes long on an idle machine too.
 *
 * Up by a twentieth and down by a third, as TCP looks for its share: too high and every request is late, until clients and functions give
 * up one another's work; too low and some are told to come again although there was room. It rises in quiet times too, so that one late
 * turn does not cost the next rush its beginning.
 */
export class ConcurrencyLimit {
	readonly #settings: ConcurrencyLimitSettings;
	#limit: number;
	#longestDelayMs = 0;

	constructor(settings: ConcurrencyLimitSettings) {
		this.#settings = settings;
		this.#limit = settings.most;
	}

	/** By now, a whole number from `least` to `most`. */
	get limit(): number {
		return Math.floor(this.#limit);
	}

	/** Work waited so long for its turn. */
	delayed(delayMs: number): void {
		this.#longestDelayMs = Math.max(this.#longestDelayMs, delayMs);
	}

	/** Draws the conclusion from what was seen since the last time. */
	adjust(): void {
		const { least, most, targetDelayMs } = this.#settings;
		if (this.#longestDelayMs > targetDelayMs) this.#limit = Math.max(least, this.#limit * DECREASE);
		else this.#limit = Math.min(most, Math.max(this.#limit * INCREASE, this.#limit + LEAST_INCREASE));
		this.#longestDelayMs = 0;
	}
}
