import { evenStartingHashKeys } from "./hash-key.ts";

/** Shards are named by where their range starts: that is unique among the open ones. */
export type Mutation =
	| { readonly kind: "split"; readonly startingHashKey: bigint; readonly newStartingHashKey: bigint }
	| { readonly kind: "merge"; readonly startingHashKey: bigint; readonly adjacentStartingHashKey: bigint };

export interface ReshardPlan {
	/** Done one after the other; the mutations of one round touch different shards and are done together. */
	readonly rounds: readonly (readonly Mutation[])[];
	readonly mutationCount: number;
	/** The most shards open at once, short-lived ones included: what counts against the account's shard limit. */
	readonly peakOpenShardCount: number;
}

/**
 * How UNIFORM_SCALING gets from the present ranges to `targetShardCount` even ones: first every boundary that is missing is made by
 * splits, then what lies within one target range is merged. A shard whose range is right already is left alone. Going from 2 to 3 thus
 * makes 4 shards, two of them short-lived; from 2 to 4 or to 1 makes none: that is why AWS advises round percentages.
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

/** One split or merge, as SplitShard and MergeShards ask for it. */
export function planSingle(mutation: Mutation, openShardCount: number): ReshardPlan {
	return {
		rounds: [[mutation]],
		mutationCount: 1,
		peakOpenShardCount: mutation.kind === "split" ? openShardCount + 1 : openShardCount,
	};
}

/** Each round halves what is missing within every shard, so that a shard cut into k pieces takes log2(k) rounds. */
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
