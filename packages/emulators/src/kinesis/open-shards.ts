import { hashKeyToHex } from "./hash-key.ts";
import type { Shard } from "./shard.ts";

/** The open shards of a stream in hash-key order: their ranges cover the whole space, each key once. Never changed, only replaced. */
export class OpenShards {
	readonly shards: readonly Shard[];
	readonly #startingHashKeyHexes: readonly string[];

	constructor(shards: readonly Shard[]) {
		this.shards = [...shards].sort((a, b) => (a.startingHashKey < b.startingHashKey ? -1 : 1));
		this.#startingHashKeyHexes = this.shards.map((shard) => hashKeyToHex(shard.startingHashKey));
	}

	get count(): number {
		return this.shards.length;
	}

	/**
	 * The shard for a record; undefined while the stream has none (CREATING).
	 *
	 * @param hashKeyHex 32 hexadecimal digits, see hash-key.ts
	 */
	find(hashKeyHex: string): Shard | undefined {
		let low = 0;
		let high = this.shards.length;
		while (high - low > 1) {
			const middle = (low + high) >> 1;
			if ((this.#startingHashKeyHexes[middle] ?? "") <= hashKeyHex) low = middle;
			else high = middle;
		}
		return this.shards[low];
	}
}
