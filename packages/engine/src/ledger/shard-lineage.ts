import type { ShardRange } from "../observation.ts";

/** The hash keys of a stream: see measure/hash-key-ranges.ts. */
const HASH_KEY_COUNT = 2n ** 128n;
/** Ranges that differ by less than this are even: services round differently. Splitting one range of a thousand makes a larger difference. */
const EVEN_WITHIN = 1.01;

/** A shard, open or closed, with the shards that it was made of. */
export interface LineageShard extends ShardRange {
	/** `ParentShardId` and `AdjacentParentShardId` of ListShards: one after a split, two after a merge, none if the parents have expired. */
	readonly parentShardIds: readonly string[];
}

/** How a stream came from its shards of some time ago to those of now, by ListShards. */
export interface ShardLineage {
	/** Ids of the shards that were open then. */
	readonly openThen: readonly string[];
	/** Every shard that is listed, closed ones too. */
	readonly shards: readonly LineageShard[];
}

/**
 * Whether splits and merges alone explain the change: no UpdateShardCount can have been among them. UpdateShardCount ends with even ranges, so each split
 * and merge since then is made again, in the order of the shards' ids, and no layout on the way may be even.
 *
 * One shard that became two halves is even, and so is every other change that UpdateShardCount could have made: these stay a guess.
 *
 * @param openShardCount now
 * @returns `false` also if the lineage is incomplete, malformed, or of a reshard that is half done
 */
export function isBySplitsAndMerges({ openThen, shards }: ShardLineage, openShardCount: number): boolean {
	const byId = new Map(shards.map((shard) => [shard.shardId, shard]));
	const layout = new Layout();
	for (const shardId of openThen) {
		const shard = byId.get(shardId);
		if (shard === undefined || !layout.open(shard)) return false;
	}
	if (!layout.isWhole()) return false;
	const before = ancestorsOf(openThen, byId);
	const created = shards.filter(({ shardId }) => !before.has(shardId)).sort((a, b) => (a.shardId < b.shardId ? -1 : 1));
	for (let index = 0; index < created.length; ) {
		const { parentShardIds = [] } = created[index] ?? {};
		if (parentShardIds.length === 0 || !parentShardIds.every((shardId) => layout.close(shardId))) return false;
		// The children of a split have neighbouring ids, and the same parent.
		while (index < created.length && isSame(created[index]?.parentShardIds ?? [], parentShardIds)) {
			const child = created[index];
			if (child === undefined || !layout.open(child)) return false;
			index += 1;
		}
		if (!layout.isWhole() || layout.isEven()) return false;
	}
	return created.length > 0 && layout.size === openShardCount;
}

/** The shards themselves, and all that they were made of. */
function ancestorsOf(shardIds: readonly string[], byId: ReadonlyMap<string, LineageShard>): ReadonlySet<string> {
	const found = new Set<string>();
	const next = [...shardIds];
	for (let shardId = next.pop(); shardId !== undefined; shardId = next.pop()) {
		if (found.has(shardId)) continue;
		found.add(shardId);
		next.push(...(byId.get(shardId)?.parentShardIds ?? []));
	}
	return found;
}

/** The open ranges at one moment of the past. Widths are counted, so that an event takes little time however many shards there are. */
class Layout {
	readonly #open = new Map<string, bigint>();
	/** How many ranges have a width. A double tells widths apart well enough, and their number stays small. */
	readonly #widths = new Map<number, number>();
	#covered = 0n;

	get size(): number {
		return this.#open.size;
	}

	/** @returns whether the range is one */
	open({ endingHashKey, shardId, startingHashKey }: LineageShard): boolean {
		const width = widthOf(startingHashKey, endingHashKey);
		if (width === undefined || this.#open.has(shardId)) return false;
		this.#open.set(shardId, width);
		this.#count(width, 1);
		return true;
	}

	/** @returns whether it was open */
	close(shardId: string): boolean {
		const width = this.#open.get(shardId);
		if (width === undefined) return false;
		this.#open.delete(shardId);
		this.#count(width, -1);
		return true;
	}

	/** Whether the ranges are as wide as all hash keys together. */
	isWhole(): boolean {
		return this.#covered === HASH_KEY_COUNT;
	}

	isEven(): boolean {
		let widest = 0;
		let narrowest = Number.POSITIVE_INFINITY;
		for (const width of this.#widths.keys()) {
			widest = Math.max(widest, width);
			narrowest = Math.min(narrowest, width);
		}
		return widest <= narrowest * EVEN_WITHIN;
	}

	#count(width: bigint, change: 1 | -1): void {
		this.#covered += BigInt(change) * width;
		const key = Number(width);
		const left = (this.#widths.get(key) ?? 0) + change;
		if (left === 0) this.#widths.delete(key);
		else this.#widths.set(key, left);
	}
}

function widthOf(startingHashKey: string, endingHashKey: string): bigint | undefined {
	const isNumber = /^\d{1,39}$/;
	if (!isNumber.test(startingHashKey) || !isNumber.test(endingHashKey)) return undefined;
	const width = BigInt(endingHashKey) - BigInt(startingHashKey) + 1n;
	return width > 0n ? width : undefined;
}

function isSame(ids: readonly string[], others: readonly string[]): boolean {
	return ids.length === others.length && ids.every((id, index) => id === others[index]);
}
