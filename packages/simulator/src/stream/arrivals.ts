import { randomNormal, randomPoisson } from "d3-random";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Above this mean a Poisson count is drawn as a rounded normal one: the two then differ by less than a record in a hundred seconds. */
const NORMAL_FROM_MEAN = 100;
const UINT32 = 2 ** 32;

/** How much the seconds of a load vary around its shape. */
export interface ArrivalSettings {
	/** Whole. The same seed gives the same seconds for every contender. */
	readonly seed: number;
	/**
	 * On top of Poisson arrivals: the coefficient of variation of each second's rate, log-normal, independent from second to
	 * second. 0 is Poisson alone; 0.3 makes one second in a hundred twice the mean.
	 */
	readonly burstiness: number;
	/** `even`: without chance; a fraction of a record carries over to the next second. */
	readonly arrivals: "even" | "poisson";
}

/** Draws of one kind, from a generator of their own: drawing more of one kind does not change another. */
export function randomSource(seed: number, purpose: number): () => number {
	const generator = xoroshiro128plus(seed);
	for (let jump = 0; jump < purpose; jump += 1) generator.jump();
	return () => (generator.next() >>> 0) / UINT32;
}

/** Draws the number of new records in a second from its rate. */
export class Arrivals {
	readonly #normal: () => number;
	readonly #poisson: (mean: number) => () => number;
	readonly #sigma: number;
	readonly #isEven: boolean;
	#owed = 0;

	constructor({ seed, burstiness, arrivals }: ArrivalSettings) {
		this.#isEven = arrivals === "even";
		const source = randomSource(seed, 0);
		this.#normal = randomNormal.source(source)(0, 1);
		this.#poisson = randomPoisson.source(source);
		this.#sigma = Math.sqrt(Math.log1p(burstiness * burstiness));
	}

	/** @returns whole, at least 0 */
	draw(recordsPerSecond: number): number {
		if (recordsPerSecond <= 0) return 0;
		if (this.#isEven) return this.#take(recordsPerSecond);
		const sigma = this.#sigma;
		const mean = sigma === 0 ? recordsPerSecond : recordsPerSecond * Math.exp(sigma * this.#normal() - (sigma * sigma) / 2);
		if (mean < NORMAL_FROM_MEAN) return this.#poisson(mean)();
		return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.#normal()));
	}

	#take(records: number): number {
		this.#owed += records;
		const whole = Math.floor(this.#owed);
		this.#owed -= whole;
		return whole;
	}
}
