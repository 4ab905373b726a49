/**
 * How many reshards a schedule has made in the running block of time and in the blocks before it that lie within the same window. Every
 * run of so many neighbouring blocks is a window, and holds at most so many reshards.
 */
export interface ReshardCounts {
	readonly stateCount: number;
	/**
	 * By state: the one after a reshard, or -1 where the window holds no more. Greater than the state, so that one pass in order makes
	 * chains.
	 */
	readonly afterReshard: Int32Array;
	/** By state: the one when the next block begins. */
	readonly afterBlock: Int32Array;
}

/**
 * @param reshardsPerWindow at least 0
 * @param blocksPerWindow   1: only windows that follow one another; 2: also those half a window later
 */
export function reshardCounts(reshardsPerWindow: number, blocksPerWindow: number): ReshardCounts {
	const states = compositions(reshardsPerWindow, blocksPerWindow);
	const numbers = new Map(states.map((counts, index) => [counts.join(), index]));
	const numberOf = (counts: readonly number[]) => numbers.get(counts.join()) ?? -1;
	return {
		stateCount: states.length,
		afterReshard: Int32Array.from(states, (counts) => numberOf(counts.with(-1, (counts.at(-1) ?? 0) + 1))),
		afterBlock: Int32Array.from(states, (counts) => numberOf([...counts.slice(1), 0])),
	};
}

/** Every way to have at most `most` in `length` places, in lexical order, the last place the fastest: the first is all zeros. */
function compositions(most: number, length: number): number[][] {
	if (length === 0) return [[]];
	const all: number[][] = [];
	for (let first = 0; first <= most; first++) {
		for (const rest of compositions(most - first, length - 1)) all.push([first, ...rest]);
	}
	return all;
}
