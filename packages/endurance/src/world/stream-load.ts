import { Random } from "../time/random.ts";

const MINUTES_PER_DAY = 1_440;
/** A surge begins this often, on the mean. */
const MINUTES_BETWEEN_SURGES = 360;

/** What producers offer to one stream, records a second, constant within a minute. */
export class StreamLoad {
	readonly #base: number;
	readonly #swing: number;
	readonly #phase: number;
	readonly #random: Random;
	readonly #startMinute: number;
	/** Of the minutes so far, in order. */
	readonly #offered: number[] = [];
	#surge = { factor: 1, untilMinute: 0 };
	#level: number | undefined;

	constructor(seed: number, streamName: string, startMinute: number) {
		this.#random = new Random(seed, `load of ${streamName}`);
		this.#base = this.#random.between(20, 2_500);
		this.#swing = this.#random.next() * 0.8;
		this.#phase = this.#random.between(0, MINUTES_PER_DAY);
		this.#startMinute = startMinute;
	}

	/** From now on the load stays as it is. */
	steady(minute: number): void {
		this.#level = this.recordsPerSecond(minute);
	}

	/** @param minute since the epoch */
	recordsPerSecond(minute: number): number {
		if (this.#level !== undefined) return this.#level;
		const index = minute - this.#startMinute;
		while (this.#offered.length <= index) this.#offered.push(this.#next(this.#offered.length));
		return this.#offered[index] ?? 0;
	}

	#next(index: number): number {
		if (index >= this.#surge.untilMinute) {
			const isSurge = this.#random.chance(1 / MINUTES_BETWEEN_SURGES);
			this.#surge = isSurge
				? { factor: 1 + this.#random.next() * 5, untilMinute: index + this.#random.between(2, 180) }
				: { factor: 1, untilMinute: 0 };
		}
		const day = 1 + this.#swing * Math.sin(((index + this.#phase) / MINUTES_PER_DAY) * 2 * Math.PI);
		return Math.round(this.#base * day * this.#surge.factor * (0.95 + this.#random.next() * 0.1));
	}
}
