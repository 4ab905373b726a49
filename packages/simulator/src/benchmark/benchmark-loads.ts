import { createReadStream } from "node:fs";
import { fileURLToPath } from "node:url";
import { DEFAULT_POLICY } from "@headroom/engine";
import { GENERATED_LOADS, heldOutLoad, type NamedLoad } from "../generators/index.ts";
import type { LoadSource } from "../load-source.ts";
import { fullShardsAtPercentile, readTrace, scaleTrace, traceLoad } from "../trace/index.ts";

/** A load of the benchmark: as the generated ones, but a trace takes reading. */
export interface BenchmarkLoad extends Omit<NamedLoad, "create" | "kind"> {
	readonly kind: NamedLoad["kind"] | "held-out";
	create(): Promise<LoadSource> | LoadSource;
}

export const TRACES_FOLDER = fileURLToPath(new URL("../../../../examples/traces/", import.meta.url));
export const TRACE_FILES = ["nyc_taxi.csv", "Twitter_volume_AAPL.csv", "Twitter_volume_GOOG.csv", "Twitter_volume_UPS.csv"];

/** The busiest percent of a trace begins here … */
const P99_SHARDS = 8;
/** … unless its highest bucket would then be more than the default policy may ever have shards for. */
const PEAK_SHARDS_AT_MOST = DEFAULT_POLICY.maxShardCount * DEFAULT_POLICY.targetUtilization;
const BYTES_PER_RECORD = 100;

/** Seeds of loads that no number of the policy was chosen by. */
export const HELD_OUT_SEEDS = [101, 102, 103, 104, 105, 106];
const HELD_OUT_DAYS = 7;

export const BENCHMARK_LOADS: readonly BenchmarkLoad[] = [
	...GENERATED_LOADS,
	trace(
		"nyc_taxi.csv",
		"nyc-taxi",
		"daily-rhythm",
		"Taxi passengers of New York, seven months by half hours: days, weeks, holidays, a storm.",
	),
	trace(
		"Twitter_volume_AAPL.csv",
		"twitter-aapl",
		"bursty",
		"Mentions of a company, two months by five minutes: bursts on a daily rhythm.",
	),
	trace("Twitter_volume_GOOG.csv", "twitter-goog", "bursty", "The same of another company, calmer."),
	trace("Twitter_volume_UPS.csv", "twitter-ups", "bursty", "The same of a third, with few mentions and sudden ones."),
	...HELD_OUT_SEEDS.map(
		(seed): BenchmarkLoad => ({
			name: `held-out-${seed}`,
			about: `A week drawn from seed ${seed}: rhythm, weekends, drift, trend and bursts of any height.`,
			kind: "held-out",
			create: () => heldOutLoad(seed, HELD_OUT_DAYS),
		}),
	),
];

function trace(file: string, name: string, kind: BenchmarkLoad["kind"], about: string): BenchmarkLoad {
	return {
		name,
		kind,
		about,
		create: async () => {
			const { trace: read } = await readTrace(createReadStream(`${TRACES_FOLDER}${file}`), {
				name,
				meaning: { measure: "records", per: "bucket" },
				bytesPerRecord: BYTES_PER_RECORD,
			});
			const sized = scaleTrace(read, { kind: "percentile", percentile: 99, shardCount: P99_SHARDS });
			const peakShards = fullShardsAtPercentile(sized, 100);
			const fitting =
				peakShards <= PEAK_SHARDS_AT_MOST ? sized : scaleTrace(sized, { kind: "factor", factor: PEAK_SHARDS_AT_MOST / peakShards });
			return traceLoad(fitting, "lines");
		},
	};
}
