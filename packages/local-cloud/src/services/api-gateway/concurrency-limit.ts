/** The bounds of the number of concurrent requests, and the longest acceptable delay. */
export interface ConcurrencyLimitSettings {
	readonly least: number;
	/** The limit of a machine that has not shown yet what it carries. */
	readonly initial: number;
	readonly most: number;
	/** Work that waits longer than this for its turn on a thread shows that the machine is full. */
	readonly targetDelayMs: number;
}

const DECREASE = 0.7;
const INCREASE = 1.05;
const LEAST_INCREASE = 5;

/** A limit of which less than half was used says nothing of what is above it. */
const PROVING_SHARE = 0.5;

/**
 * The number of concurrent requests for a machine of unknown speed that other programs share. The signal is the time that work waits for
 * its turn on a thread, not the duration of a function: one that waits for a throttled stream takes long even on an idle machine.
 *
 * It rises by a twentieth and falls by a third, as TCP finds its share. If it is too high, every request is late, and clients and functions
 * time out. If it is too low, the API refuses requests for which there is room. As TCP's window, it rises beyond `initial` only while it is
 * used, and falls back to `initial` otherwise: a burst after a pause must not admit at once what the machine carries in seconds.
 * @see https://www.rfc-editor.org/rfc/rfc7661 read 2026-11-27
 */
export class ConcurrencyLimit {
	readonly #settings: ConcurrencyLimitSettings;
	#limit: number;
	#longestDelayMs = 0;

	constructor(settings: ConcurrencyLimitSettings) {
		this.#settings = settings;
		this.#limit = settings.initial;
	}

	/** The present limit, a whole number from `least` to `most`. */
	get limit(): number {
		return Math.floor(this.#limit);
	}

	/** Records how long work waited for its turn. */
	delayed(delayMs: number): void {
		this.#longestDelayMs = Math.max(this.#longestDelayMs, delayMs);
	}

	/** Adjusts the limit by the delays since the last call. @param mostInFlight requests at once since then */
	adjust(mostInFlight: number): void {
		const { initial, least, most, targetDelayMs } = this.#settings;
		const raised = Math.max(this.#limit * INCREASE, this.#limit + LEAST_INCREASE);
		if (this.#longestDelayMs > targetDelayMs) this.#limit = Math.max(least, this.#limit * DECREASE);
		else if (mostInFlight >= this.#limit * PROVING_SHARE) this.#limit = Math.min(most, raised);
		else this.#limit = this.#limit > initial ? Math.max(initial, this.#limit / INCREASE) : Math.min(initial, raised);
		this.#longestDelayMs = 0;
	}
}
