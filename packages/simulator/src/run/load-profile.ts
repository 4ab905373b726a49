import { DEFAULT_POLICY, recommendShardCount } from "@headroom/engine";
import type { LoadSource } from "../load-source.ts";

/** Shards for the mean of the first seconds at the default policy's target utilization; at least 1. */
export function shardsForLoad(load: LoadSource, firstSeconds: number): number {
	const seconds = Math.min(firstSeconds, load.durationSeconds);
	let records = 0;
	let bytes = 0;
	for (let second = 0; second < seconds; second += 1) {
		const { recordsPerSecond, bytesPerRecord } = load.at(second);
		records += recordsPerSecond;
		bytes += recordsPerSecond * bytesPerRecord;
	}
	return recommendShardCount({
		offeredRecordsPerSecond: records / seconds,
		offeredBytesPerSecond: bytes / seconds,
		targetUtilization: DEFAULT_POLICY.targetUtilization,
	});
}
