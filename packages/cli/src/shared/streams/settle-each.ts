/**
 * Reads that are under way at once, whatever the number of streams: enough to hide what an answer takes to come, and no more
 * than the SDK has sockets for.
 */
const AT_ONCE = 50;

/** As `Promise.allSettled` over `work` of each item, a few at a time, in the order of the items. */
export async function settleEach<Item, Result>(
	items: readonly Item[],
	work: (item: Item) => Promise<Result>,
	atOnce = AT_ONCE,
): Promise<PromiseSettledResult<Result>[]> {
	const settled: PromiseSettledResult<Result>[] = [];
	// One iterator for all workers: each takes the next item that nobody has.
	const queue = items.entries();
	const worker = async (): Promise<void> => {
		for (const [index, item] of queue) {
			const [outcome] = await Promise.allSettled([work(item)]);
			settled[index] = outcome;
		}
	};
	await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
	return settled;
}
