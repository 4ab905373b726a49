import type { LoadProfile } from "../run/load-profile.ts";
import type { RunFigures } from "../run/run-figures.ts";
import type { SimulationSettings } from "../run/simulation-settings.ts";

/** All contenders over one load, as data: what every form of the report is made from. */
export interface SimulationReport {
	readonly load: LoadProfile & { readonly name: string; readonly startMs: number; readonly durationSeconds: number };
	readonly settings: SimulationSettings;
	/** The fewest shard-hours that anybody could have had without a throttle, within the limits. */
	readonly lowerBoundShardHours: number;
	readonly rows: readonly ReportRow[];
}

export interface ReportRow {
	readonly name: string;
	readonly rule: string;
	readonly figures: RunFigures;
	/** Shard-hours over the lower bound's; absent for what is not billed by the shard. */
	readonly ratioToBound?: number;
	/** The run's mean carried on for a month; absent if a price is not known. */
	readonly usdPerMonth?: number;
}
