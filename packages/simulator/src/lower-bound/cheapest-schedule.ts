import { highestLegalTarget, lowestLegalTarget } from "@headroom/engine";
import { reshardCounts } from "./reshard-counts.ts";

/** What a schedule must keep to. */
export interface ScheduleLimits {
	/** Buckets of a window in which only so many reshards are allowed: 24 hours' worth. */
	readonly windowBuckets: number;
	readonly reshardsPerWindow: number;
	/** 1 or 2, see {@link reshardCounts}: 2 is closer to a rolling window, and takes six times as long. */
	readonly blocksPerWindow: number;
	/** At least 1. */
	readonly lowestShardCount: number;
	/** At least `lowestShardCount`. */
	readonly highestShardCount: number;
}

/** Buckets one after the other for which each count costs the same. */
export interface Stretch {
	readonly buckets: number;
	/** What a bucket costs at a count; infinite where the count is not allowed. */
	readonly costOf: (shardCount: number) => number;
}

/**
 * The least cost of any schedule, by dynamic programming over the count and the reshards made so far.
 *
 * Counts change between stretches, where any number of reshards may be made at once: to at most double and at least half (rounded up) each.
 * A count that stays the same within a stretch loses nothing, since a change in its middle would be no worse at one of its ends. At the end
 * of a block of the window a change is allowed as well, so that it may count for the block before.
 *
 * @param stretches in order; a stretch that lies in two blocks is cut here
 */
export function cheapestSchedule(stretches: Iterable<Stretch>, limits: ScheduleLimits): number {
	const { windowBuckets, reshardsPerWindow, blocksPerWindow } = limits;
	const blockBuckets = Math.floor(windowBuckets / blocksPerWindow);
	if (blockBuckets < 1) throw new RangeError(`A window of ${windowBuckets} buckets cannot be cut into ${blocksPerWindow} blocks.`);
	const table = new CostTable(limits, reshardCounts(reshardsPerWindow, blocksPerWindow));
	let leftOfBlock = blockBuckets;
	for (const { buckets, costOf } of stretches) {
		for (let left = buckets; left > 0; ) {
			const here = Math.min(left, leftOfBlock);
			table.reshard();
			table.pay(here, costOf);
			left -= here;
			leftOfBlock -= here;
			if (leftOfBlock > 0) continue;
			table.reshard();
			table.beginBlock();
			leftOfBlock = blockBuckets;
		}
	}
	return table.least();
}

/** The least cost so far, by reshards made and by count. */
class CostTable {
	readonly #lowest: number;
	readonly #width: number;
	readonly #counts: ReturnType<typeof reshardCounts>;
	readonly #windows: SourceWindows;
	readonly #paid: Float64Array;
	#costs: Float64Array[];

	constructor({ lowestShardCount, highestShardCount }: ScheduleLimits, counts: ReturnType<typeof reshardCounts>) {
		this.#lowest = lowestShardCount;
		this.#width = highestShardCount - lowestShardCount + 1;
		this.#counts = counts;
		this.#paid = new Float64Array(this.#width);
		this.#windows = new SourceWindows(lowestShardCount, highestShardCount);
		this.#costs = Array.from({ length: counts.stateCount }, () => new Float64Array(this.#width).fill(Number.POSITIVE_INFINITY));
		// A schedule that knows the future also begins with the right count.
		this.#costs[0]?.fill(0);
	}

	/** Any number of reshards at once: states are in order of reshards made, so each pass builds on the one before. */
	reshard(): void {
		const { stateCount, afterReshard } = this.#counts;
		for (let state = 0; state < stateCount; state++) {
			const [from, to] = [this.#costs[state], this.#costs[afterReshard[state] ?? -1]];
			if (from !== undefined && to !== undefined) this.#windows.relax(from, to);
		}
	}

	pay(buckets: number, costOf: (shardCount: number) => number): void {
		const paid = this.#paid;
		for (let index = 0; index < paid.length; index++) paid[index] = buckets * costOf(this.#lowest + index);
		for (const costs of this.#costs) {
			for (let index = 0; index < paid.length; index++) costs[index] = (costs[index] as number) + (paid[index] as number);
		}
	}

	beginBlock(): void {
		const { stateCount, afterBlock } = this.#counts;
		const next = Array.from({ length: stateCount }, () => new Float64Array(this.#width).fill(Number.POSITIVE_INFINITY));
		for (let state = 0; state < stateCount; state++) {
			const [from, to] = [this.#costs[state], next[afterBlock[state] ?? -1]];
			if (from === undefined || to === undefined) throw new Error("Every state has one for the next block.");
			for (let index = 0; index < this.#width; index++) to[index] = Math.min(to[index] ?? 0, from[index] ?? 0);
		}
		this.#costs = next;
	}

	least(): number {
		return this.#costs.reduce((least, costs) => costs.reduce((a, b) => Math.min(a, b), least), Number.POSITIVE_INFINITY);
	}
}

/** From which counts one reshard reaches a count: an interval that moves up with it, so that all minima take one pass. */
class SourceWindows {
	readonly #from: Int32Array;
	readonly #to: Int32Array;
	readonly #queue: Int32Array;

	constructor(lowest: number, highest: number) {
		const targets = Array.from({ length: highest - lowest + 1 }, (_, index) => lowest + index);
		let [from, to] = [lowest, lowest];
		this.#from = new Int32Array(targets.length);
		this.#to = new Int32Array(targets.length);
		targets.forEach((target, index) => {
			while (from < highest && highestLegalTarget(from) < target) from++;
			while (to < highest && lowestLegalTarget(to + 1) <= target) to++;
			this.#from[index] = from - lowest;
			this.#to[index] = to - lowest;
		});
		this.#queue = new Int32Array(targets.length);
	}

	/** `after[m] = min(after[m], before[n])` over every n from which m can be reached. */
	relax(before: Float64Array, after: Float64Array): void {
		const [from, to, queue] = [this.#from, this.#to, this.#queue];
		let [head, tail, next] = [0, 0, 0];
		for (let target = 0; target < after.length; target++) {
			for (const last = to[target] as number; next <= last; next++) {
				const cost = before[next] as number;
				while (tail > head && (before[queue[tail - 1] as number] as number) >= cost) tail--;
				queue[tail++] = next;
			}
			while ((queue[head] as number) < (from[target] as number)) head++;
			const cost = before[queue[head] as number] as number;
			if (cost < (after[target] as number)) after[target] = cost;
		}
	}
}
