import type { Contender } from "../run/contender.ts";
import type { LoadProfile } from "../run/load-profile.ts";
import type { RunFigures } from "../run/run-figures.ts";
import type { SimulationSettings } from "../run/simulation-settings.ts";

/** All contenders over one load, as data: the source of every form of the report. */
export interface SimulationReport {
	readonly load: LoadProfile & { readonly name: string; readonly startMs: number; readonly durationSeconds: number };
	/** What was assumed to read the load, a sentence each; none for a generated load. */
	readonly assumptions: readonly string[];
	readonly settings: SimulationSettings;
	/** The fewest shard-hours within the limits that are possible without a throttle. */
	readonly lowerBoundShardHours: number;
	readonly rows: readonly ReportRow[];
}

export interface ReportRow {
	readonly name: string;
	readonly kind: Contender["kind"];
	readonly rule: string;
	readonly figures: RunFigures;
	/** Shard-hours over the lower bound's; absent for a mode that is not billed by the shard. */
	readonly ratioToBound?: number;
	/** The run's mean extended to a month; absent if a price is unknown. */
	readonly usdPerMonth?: number;
}
