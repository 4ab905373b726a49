import type { MeasuredLoad } from "../decision.ts";
import { RECENT_SECONDS } from "../measure/recent-load.ts";
import { bytesPerSecond, duration, percent, rate, shards } from "./format.ts";

/** "1,804 records/s offered to 1 shard (180 % of capacity), 804 throttled per second" */
export function describeLoad(measured: MeasuredLoad, openShardCount: number): string {
	if (measured.kind === "no-data") return `CloudWatch has no datapoint newer than ${duration(RECENT_SECONDS)}`;
	if (measured.kind === "measured" && measured.silentSeconds !== undefined) {
		const forHowLong = duration(Math.round(measured.silentSeconds / 60) * 60);
		return `nothing was written to ${shards(openShardCount)} for ${forHowLong}, while Headroom's own metrics arrived`;
	}
	const { throttledRecordsPerSecond, utilization } = measured;
	const throttled = throttledRecordsPerSecond > 0 ? `, ${rate(throttledRecordsPerSecond)} throttled per second` : "";
	return `${describeAmount(measured)} ${measured.source === "reads" ? "read from" : "offered to"} ${shards(openShardCount)} (${percent(utilization)} of capacity)${throttled}`;
}

/** In the unit of the signal that fills the shards. */
function describeAmount(measured: Exclude<MeasuredLoad, { kind: "no-data" }>): string {
	const { offeredBytesPerSecond = 0, offeredRecordsPerSecond, source } = measured;
	switch (source) {
		case "bytes":
			return bytesPerSecond(offeredBytesPerSecond);
		case "reads":
			return bytesPerSecond(measured.kind === "measured" ? (measured.signalsPerSecond?.reads ?? 0) : 0);
		case "records":
			return `${rate(offeredRecordsPerSecond)} records/s`;
		default:
			return source satisfies never;
	}
}
