import type { Policy } from "@headroom/engine";
import type { ReplayedLoad } from "./load-source.ts";
import { demandOfLoad, lowerBound } from "./lower-bound/index.ts";
import type { SimulationReport } from "./report/report.ts";
import { reportRow } from "./report/report-row.ts";
import type { Contender } from "./run/contender.ts";
import { contendersFor } from "./run/contenders.ts";
import { profileLoad } from "./run/load-profile.ts";
import { type OnProgressOfAll, progressOfAll } from "./run/progress.ts";
import { run } from "./run/run.ts";
import { DEFAULT_SIMULATION_SETTINGS, type SimulationSettings } from "./run/simulation-settings.ts";

export interface SimulateOptions {
	readonly load: ReplayedLoad;
	/** Headroom's policy; the default one if absent. */
	readonly policy?: Policy;
	/** Names of the contenders; all if absent. */
	readonly contenders?: readonly string[];
	readonly settings?: Partial<SimulationSettings>;
	readonly onProgress?: OnProgressOfAll;
}

/**
 * One load under every contender, and the lower bound.
 *
 * @throws RangeError naming an unknown contender
 */
export async function simulate(options: SimulateOptions): Promise<SimulationReport> {
	const { name, source } = options.load;
	const settings = { ...DEFAULT_SIMULATION_SETTINGS, ...options.settings };
	const profile = profileLoad(source, settings);
	const lowerBoundShardHours = lowerBound(demandOfLoad(source)).shardHours;
	const contenders = chosen(contendersFor(source, profile.peakShards, options.policy), options.contenders);
	const onProgress = progressOfAll(contenders.length * source.durationSeconds, options.onProgress);
	const rows = [];
	for (const contender of contenders) {
		const figures = await run(source, contender, settings, onProgress);
		rows.push(reportRow(contender, figures, lowerBoundShardHours));
	}
	return {
		load: { name, startMs: source.startMs, durationSeconds: source.durationSeconds, ...profile },
		assumptions: options.load.assumptions ?? [],
		settings,
		lowerBoundShardHours,
		rows,
	};
}

function chosen(contenders: readonly Contender[], names: readonly string[] | undefined): readonly Contender[] {
	if (names === undefined) return contenders;
	const unknown = names.filter((name) => !contenders.some((contender) => contender.name === name));
	if (unknown.length > 0) {
		throw new RangeError(`Unknown contender ${unknown.join(", ")}; known are ${contenders.map(({ name }) => name).join(", ")}.`);
	}
	return contenders.filter(({ name }) => names.includes(name));
}
