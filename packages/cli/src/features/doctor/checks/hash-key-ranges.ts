import { ObservationError } from "@headroom/controller";
import { measureRanges, percent, rate, type ShardRange } from "@headroom/engine";
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
		return [
			{
				severity: "warning",
				code: "stream.uneven-ranges",
				where: streamName,
				says:
					`${streamName} has uneven hash-key ranges: ${shardId} has ${percent(hashKeyShare)} of the hash keys, ${rate(timesEven)} times an even share. ` +
					`With keys that spread evenly it throttles from ${percent(1 / timesEven)} of the stream's capacity on; the autoscaler scales out at ${percent(policy.scaleOutUtilization)}.`,
				fix: [`headroom scale ${streamName} --to ${openShards.length + 1}`],
			},
		];
	});
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
