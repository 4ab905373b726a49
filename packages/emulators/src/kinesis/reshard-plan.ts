import { evenStartingHashKeys } from "./hash-key.ts";

/** The start of a shard's range identifies it: it is unique among the open shards. */
export type Mutation =
	| { readonly kind: "split"; readonly startingHashKey: bigint; readonly newStartingHashKey: bigint }
	| { readonly kind: "merge"; readonly startingHashKey: bigint; readonly adjacentStartingHashKey: bigint };

export interface ReshardPlan {
	/** One after the other. The mutations of one round affect different shards and happen together. */
	readonly rounds: readonly (readonly Mutation[])[];
	readonly mutationCount: number;
	/** The most shards open at once, with the short-lived ones. They count against the account's shard limit. */
	readonly peakOpenShardCount: number;
}

/**
 * The way of UNIFORM_SCALING from the present ranges to `targetShardCount` even ones. Splits create the missing boundaries first, then
 * merges join the shards within each target range. A shard whose range is right already does not change. So 2 to 3 makes 4 shards, two of
 * them short-lived, and 2 to 4 or to 1 makes none. That is why AWS advises round percentages.
 *
 * @param startingHashKeys of the open shards, ascending, the first 0
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html
 */
export function planUniformScaling(startingHashKeys: readonly bigint[], targetShardCount: number): ReshardPlan {
	const targets = evenStartingHashKeys(targetShardCount);
	const splitRounds = planSplits(startingHashKeys, targets);
	const afterSplits = [...new Set([...startingHashKeys, ...targets])].sort(ascending);
	const rounds = [...splitRounds, ...planMerges(afterSplits, targets)];
	return {
		rounds,
		mutationCount: rounds.reduce((sum, round) => sum + round.length, 0),
		peakOpenShardCount: afterSplits.length,
	};
}

/** The plan of one split or merge, for SplitShard and MergeShards. */
export function planSingle(mutation: Mutation, openShardCount: number): ReshardPlan {
	return {
		rounds: [[mutation]],
		mutationCount: 1,
		peakOpenShardCount: mutation.kind === "split" ? openShardCount + 1 : openShardCount,
	};
}

/** Each round halves the number of missing boundaries in every shard, so that cutting a shard into k pieces takes log2(k) rounds. */
function planSplits(startingHashKeys: readonly bigint[], targets: readonly bigint[]): Mutation[][] {
	const rounds: Mutation[][] = [];
	let starts = [...startingHashKeys];
	for (;;) {
		const round: Mutation[] = [];
		for (const [startingHashKey, within] of groupByRange(targets, starts)) {
			const missing = within.filter((target) => target !== startingHashKey);
			const newStartingHashKey = missing[missing.length >> 1];
			if (newStartingHashKey !== undefined) round.push({ kind: "split", startingHashKey, newStartingHashKey });
		}
		if (round.length === 0) return rounds;
		rounds.push(round);
		starts = [...starts, ...round.flatMap((mutation) => (mutation.kind === "split" ? [mutation.newStartingHashKey] : []))].sort(ascending);
	}
}

function planMerges(startingHashKeys: readonly bigint[], targets: readonly bigint[]): Mutation[][] {
	const rounds: Mutation[][] = [];
	let starts = [...startingHashKeys];
	for (;;) {
		const round: Mutation[] = [];
		const merged = new Set<bigint>();
		for (const [, pieces] of groupByRange(starts, targets)) {
			for (let index = 0; index + 1 < pieces.length; index += 2) {
				const startingHashKey = pieces[index];
				const adjacentStartingHashKey = pieces[index + 1];
				if (startingHashKey === undefined || adjacentStartingHashKey === undefined) break;
				round.push({ kind: "merge", startingHashKey, adjacentStartingHashKey });
				merged.add(adjacentStartingHashKey);
			}
		}
		if (round.length === 0) return rounds;
		rounds.push(round);
		starts = starts.filter((start) => !merged.has(start));
	}
}

/** Which of `keys` fall into each of the ranges that begin at `starts`; both ascending. */
function groupByRange(keys: readonly bigint[], starts: readonly bigint[]): readonly (readonly [start: bigint, keys: readonly bigint[]])[] {
	let position = 0;
	return starts.map((start, index) => {
		const end = starts[index + 1];
		const within: bigint[] = [];
		for (let key = keys[position]; key !== undefined && (end === undefined || key < end); key = keys[position]) {
			within.push(key);
			position += 1;
		}
		return [start, within] as const;
	});
}

function ascending(a: bigint, b: bigint): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
