import { highestLegalTarget, lowestLegalTarget } from "@headroom/engine";

/** A small case of {@link bruteForceCost}. */
export interface SmallCase {
	readonly needs: readonly number[];
	readonly windowBuckets: number;
	readonly reshardsPerWindow: number;
}

/** The fewest legal reshards from one count to another. */
export function reshardsBetween(from: number, to: number): number {
	let [reach, reshards] = [from, 0];
	for (; reach !== to; reshards++) reach = to > from ? Math.min(to, highestLegalTarget(reach)) : Math.max(to, lowestLegalTarget(reach));
	return reshards;
}

/** The least sum of counts of any schedule that changes between buckets and keeps to the rolling window, by trying every one. */
export function bruteForceCost({ needs, windowBuckets, reshardsPerWindow }: SmallCase): number {
	const highest = Math.max(...needs);
	let best = Number.POSITIVE_INFINITY;
	const go = (bucket: number, count: number, reshards: readonly number[], cost: number): void => {
		if (cost >= best) return;
		if (bucket === needs.length) {
			best = cost;
			return;
		}
		for (let next = needs[bucket] ?? 1; next <= highest; next++) {
			const made = [...reshards, bucket === 0 ? 0 : reshardsBetween(count, next)];
			if (made.slice(-windowBuckets).reduce((sum, one) => sum + one, 0) > reshardsPerWindow) continue;
			go(bucket + 1, next, made, cost + next);
		}
	};
	go(0, 0, [], 0);
	return best;
}
