/**
 * DescribeStreamSummary allows 20 calls a second for the whole account, so each of the two drainers asks once in ten seconds.
 * @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html read 2026-11-23
 */
const MAX_AGE_MS = 10_000;

/**
 * The open shard count, at most ten seconds old. Without an answer it is the last known count, or 1 before the first answer:
 * a slow pace for a while is better than votes that wait for a description.
 */
export function shardCountCache(
	describe: () => Promise<number>,
	nowMs: () => number,
	onFailure: (error: unknown) => void,
): () => Promise<number> {
	let openShardCount = 1;
	let askedAtMs = Number.NEGATIVE_INFINITY;
	return async () => {
		if (nowMs() - askedAtMs < MAX_AGE_MS) return openShardCount;
		askedAtMs = nowMs();
		try {
			openShardCount = await describe();
		} catch (error) {
			onFailure(error);
		}
		return openShardCount;
	};
}
