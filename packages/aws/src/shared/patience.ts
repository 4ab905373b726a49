/** Fine enough that a timeout is late by a twentieth at most. */
const SLICES = 20;

interface Waiting {
	slicesLeft: number;
	readonly giveUp: () => void;
}

/**
 * A timeout for many calls at once, in the time that this thread really had.
 *
 * A timer of the wall's clock takes a thread that got no processor for two seconds for a service that was silent for two seconds: it fires
 * before the answer is read that has long been there. Here the time is counted in slices, and each slice ends with a turn of the event loop,
 * in which answers are read. So a pause of the whole thread counts as one slice, however long it was. One timer serves all calls.
 */
export class Patience {
	readonly #sliceMs: number;
	readonly #waiting = new Set<Waiting>();
	#ticking: NodeJS.Timeout | undefined;

	constructor(timeoutMs: number) {
		this.#sliceMs = Math.ceil(timeoutMs / SLICES);
	}

	/**
	 * @param giveUp called once, if the wait has not been stopped in time
	 * @returns stops the wait, and says whether it had run out
	 */
	wait(giveUp: () => void): () => "in-time" | "out-of-patience" {
		// The slice under way may be almost over.
		const waiting: Waiting = { slicesLeft: SLICES + 1, giveUp };
		this.#waiting.add(waiting);
		this.#ticking ??= setInterval(() => this.#tick(), this.#sliceMs);
		return () => {
			this.#remove(waiting);
			return waiting.slicesLeft === 0 ? "out-of-patience" : "in-time";
		};
	}

	#tick(): void {
		for (const waiting of this.#waiting) {
			waiting.slicesLeft -= 1;
			if (waiting.slicesLeft > 0) continue;
			this.#remove(waiting);
			waiting.giveUp();
		}
	}

	/** Without calls no timer keeps the process alive, nor does a thaw of the environment meet one. */
	#remove(waiting: Waiting): void {
		this.#waiting.delete(waiting);
		if (this.#waiting.size > 0) return;
		clearInterval(this.#ticking);
		this.#ticking = undefined;
	}
}
