import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Randomness of one purpose: a seed's draws for one purpose do not change when another purpose draws more, or is switched off. */
export class Random {
	readonly #generator: ReturnType<typeof xoroshiro128plus>;

	constructor(seed: number, purpose: string) {
		this.#generator = xoroshiro128plus(hashOf(`${seed}#${purpose}`));
	}

	/** In [0, 1). */
	next(): number {
		return (this.#generator.next() >>> 0) / 2 ** 32;
	}

	/** True with this probability; draws nothing where it is 0. */
	chance(probability: number): boolean {
		return probability > 0 && this.next() < probability;
	}

	/** Whole, both ends included. */
	between(least: number, most: number): number {
		return least + Math.floor(this.next() * (most - least + 1));
	}

	pick<Item>(items: readonly [Item, ...Item[]]): Item {
		return items[this.between(0, items.length - 1)] ?? items[0];
	}
}

/** FNV-1a, 32 bit. */
function hashOf(text: string): number {
	let hash = 0x811c9dc5;
	for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
	return hash;
}
