import { ObservationError } from "@headroom/controller";
import { measureRanges, type Policy, percent, type ReshardRecord, rate, type ShardRange, shards, utcSecond } from "@headroom/engine";
import type { CheckContext } from "../check.ts";
import { checkEachStream } from "../check-each-stream.ts";
import type { Finding } from "../finding.ts";

/** Finds uneven ranges before they throttle. A stream whose reshard is half done is looked at the next time. */
export function checkHashKeyRanges(context: CheckContext): Promise<readonly Finding[]> {
	return checkEachStream(context, async ({ policy, streamName }): Promise<readonly Finding[]> => {
		const openShards = await openShardsOf(context, streamName);
		const ranges = measureRanges(openShards, openShards.length);
		if (ranges === undefined || !ranges.areUneven) return [];
		const { hashKeyShare, shardId, timesEven } = ranges.widest;
		const split = await newestSplit(context, streamName);
		return [
			{
				severity: "warning",
				code: "stream.uneven-ranges",
				where: streamName,
				says:
					`${streamName} has uneven hash-key ranges: ${shardId} has ${percent(hashKeyShare)} of the hash keys, ${rate(timesEven)} times an even share. ` +
					`With keys that spread evenly it throttles from ${percent(1 / timesEven)} of the stream's capacity on; the autoscaler scales out at ${percent(policy.scaleOutUtilization)}.`,
				fix: split === undefined ? evenOut(streamName, openShards.length, policy) : keepSplit(streamName, split),
			},
		];
	});
}

/** One uniform reshard makes all ranges even. */
function evenOut(streamName: string, openShardCount: number, { maxShardCount }: Policy): readonly string[] {
	if (openShardCount < maxShardCount) return [`headroom scale ${streamName} --to ${openShardCount + 1}`];
	return [
		`The policy allows no more than ${shards(maxShardCount)}. Raise its maxShardCount, then: headroom scale ${streamName} --to ${openShardCount + 1}`,
	];
}

/** Somebody split a shard on purpose: evening the ranges out would undo that. */
function keepSplit(streamName: string, { atMs, by = "Somebody" }: ReshardRecord): readonly string[] {
	return [
		`${by} split a shard at ${utcSecond(atMs)}. To keep the split from the autoscaler's next reshard: headroom hold ${streamName} --for 7d --reason "a shard was split"`,
	];
}

/** Of the two days that the ledger's reader looks back. */
async function newestSplit({ ports }: CheckContext, streamName: string): Promise<ReshardRecord | undefined> {
	const { history } = await ports.history.load(streamName, ports.clock.nowMs());
	return history.reshards.filter(({ operation }) => operation === "SplitShard").sort((a, b) => b.atMs - a.atMs)[0];
}

/** None of a stream that does not exist, or whose shards the service splits by itself: another check says so. */
async function openShardsOf({ ports }: CheckContext, streamName: string): Promise<readonly ShardRange[]> {
	try {
		if ((await ports.stream.describe(streamName)).streamMode === "ON_DEMAND") return [];
		return await ports.shards.listOpen(streamName);
	} catch (error) {
		if (error instanceof ObservationError && error.code === "observation.stream-not-found") return [];
		throw error;
	}
}
