import { demandOfLoad, lowerBound } from "../lower-bound/index.ts";
import type { ReportRow } from "../report/report.ts";
import { reportRow } from "../report/report-row.ts";
import { contendersFor } from "../run/contenders.ts";
import { profileLoad } from "../run/load-profile.ts";
import { run } from "../run/run.ts";
import { DEFAULT_SIMULATION_SETTINGS } from "../run/simulation-settings.ts";
import { BENCHMARK_LOADS } from "./benchmark-loads.ts";
import { instantReactionThrottledShare } from "./instant-reaction.ts";

/** One load under some contenders. Names, not objects: a worker makes the load itself. */
export interface BenchmarkJob {
	readonly loadName: string;
	/** All contenders if absent. */
	readonly contenderNames?: readonly string[];
	readonly seed: number;
}

export interface BenchmarkAnswer {
	readonly lowerBoundShardHours: number;
	readonly days: number;
	/** Of bursty loads: throttled by instant reaction. Ratio. */
	readonly instantThrottledShare?: number;
	readonly rows: readonly ReportRow[];
}

/** @throws RangeError if there is no such load */
export default async function benchmark({ loadName, contenderNames, seed }: BenchmarkJob): Promise<BenchmarkAnswer> {
	const named = BENCHMARK_LOADS.find(({ name }) => name === loadName);
	if (named === undefined) throw new RangeError(`There is no benchmark load ${loadName}.`);
	const load = await named.create();
	const settings = { ...DEFAULT_SIMULATION_SETTINGS, seed };
	const { peakShards } = profileLoad(load, settings);
	const { shardHours: lowerBoundShardHours } = lowerBound(demandOfLoad(load));
	const rows: ReportRow[] = [];
	for (const contender of contendersFor(load, peakShards)) {
		if (contenderNames?.includes(contender.name) === false) continue;
		rows.push(reportRow(contender, await run(load, contender, settings), lowerBoundShardHours));
	}
	const instant = named.kind === "bursty" ? { instantThrottledShare: instantReactionThrottledShare(load) } : {};
	return { lowerBoundShardHours, days: load.durationSeconds / 86_400, ...instant, rows };
}
