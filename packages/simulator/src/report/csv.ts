import { csvText } from "./csv-text.ts";
import type { SimulationReport } from "./report.ts";

/** One line for each contender, with plain numbers, for a spreadsheet. */
export function toCsv({ load, rows }: SimulationReport): string {
	return csvText(
		rows.map(({ name, figures, ratioToBound, usdPerMonth }) => ({
			load: load.name,
			who_scales: name,
			offered_records: figures.offeredRecords,
			throttled_records: figures.throttledRecords,
			throttled_share: figures.throttledShare,
			refused_attempts: figures.refusedAttempts,
			lost_records: figures.lostRecords,
			worst_minute_records: figures.worstMinute?.throttledRecords ?? 0,
			throttlings: figures.throttling.times,
			mean_seconds_to_relief: figures.throttling.meanSeconds,
			longest_seconds_to_relief: figures.throttling.longestSeconds,
			shard_hours: figures.shardHours,
			ratio_to_bound: ratioToBound ?? "",
			mean_shard_count: figures.meanShardCount,
			max_shard_count: figures.maxShardCount,
			reshards: figures.reshards.length,
			most_reshards_in_24_h: figures.mostReshardsInADay,
			refused_by_a_limit: figures.refusedByALimit,
			refused_while_updating: figures.refusedWhileUpdating,
			usd_per_month: usdPerMonth ?? "",
		})),
	);
}
