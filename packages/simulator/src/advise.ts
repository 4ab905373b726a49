import { DEFAULT_POLICY, type Policy, SHARD_PRICES_READ_ON } from "@headroom/engine";
import type { ReplayedLoad } from "./load-source.ts";
import { demandOfLoad, lowerBound } from "./lower-bound/index.ts";
import type { ReportRow } from "./report/report.ts";
import { reportRow } from "./report/report-row.ts";
import { percentOf, usd } from "./report/wording.ts";
import type { Contender } from "./run/contender.ts";
import { contendersFor } from "./run/contenders.ts";
import { profileLoad } from "./run/load-profile.ts";
import { type OnProgressOfAll, progressOfAll } from "./run/progress.ts";
import { run } from "./run/run.ts";
import { DEFAULT_SIMULATION_SETTINGS, type SimulationSettings } from "./run/simulation-settings.ts";

/** Policies beside the default one: with more and with less room for peaks that a minute's mean hides. */
const CAREFUL = { targetUtilization: 0.6, scaleOutUtilization: 0.75, scaleInUtilization: 0.35 };
const LEAN = { targetUtilization: 0.85, scaleOutUtilization: 0.95, scaleInUtilization: 0.65 };
const DEFAULT_THROTTLED_SHARE_AT_MOST = 0.001;

export interface AdviseOptions {
	readonly load: ReplayedLoad;
	/** The policy that applies; if given, compared under the name `current-policy`. */
	readonly policy?: Policy;
	/** Whether producers publish their own throttles. */
	readonly producersPublish: boolean;
	/** The most throttled records to advise if any candidate stays below it, 0 to 1; one in a thousand if absent. */
	readonly throttledShareAtMost?: number;
	readonly settings?: Partial<SimulationSettings>;
	readonly onProgress?: OnProgressOfAll;
}

/** The recommendation and its basis. */
export interface Advice {
	/** The name of the advised row. */
	readonly name: string;
	readonly mode: "on-demand" | "provisioned";
	/** The policy to write, without the keys that keep their default; absent if it is not Headroom's. */
	readonly policy?: Partial<Policy>;
	/** Of a count that stays. */
	readonly shardCount?: number;
	/** The reason, with the costs. */
	readonly because: string;
	/** The day on which the prices were read: `2026-11-23`. */
	readonly pricesReadOn: string;
	/** What was assumed to read the load, a sentence each. */
	readonly assumptions: readonly string[];
	readonly rows: readonly ReportRow[];
	readonly lowerBoundShardHours: number;
}

interface Candidate {
	readonly contender: Contender;
	readonly policy?: Partial<Policy>;
}

/** The mode and policy to run: the cheapest candidate that throttles little enough, or else the one that throttles least. */
export async function advise(options: AdviseOptions): Promise<Advice> {
	const { source } = options.load;
	const settings = { ...DEFAULT_SIMULATION_SETTINGS, ...options.settings };
	const { throttledShareAtMost = DEFAULT_THROTTLED_SHARE_AT_MOST } = options;
	const { shardHours: lowerBoundShardHours } = lowerBound(demandOfLoad(source));
	const candidates = candidatesFor(options, profileLoad(source, settings).peakShards);
	const onProgress = progressOfAll(candidates.length * source.durationSeconds, options.onProgress);
	const tried: { readonly candidate: Candidate; readonly row: ReportRow }[] = [];
	for (const candidate of candidates) {
		const figures = await run(source, candidate.contender, settings, onProgress);
		tried.push({ candidate, row: reportRow(candidate.contender, figures, lowerBoundShardHours) });
	}
	const good = tried.filter(({ row }) => row.figures.throttledShare <= throttledShareAtMost);
	const [best] = (good.length > 0 ? good : tried).toSorted((a, b) =>
		good.length > 0 ? costOf(a.row) - costOf(b.row) : a.row.figures.throttledShare - b.row.figures.throttledShare,
	);
	if (best === undefined) throw new Error("There is always a candidate.");
	const rows = tried.map(({ row }) => row);
	const { contender, policy } = best.candidate;
	return {
		name: contender.name,
		mode: contender.kind === "on-demand" ? "on-demand" : "provisioned",
		...(policy !== undefined && { policy }),
		...(contender.kind === "fixed" && { shardCount: contender.shardCount }),
		pricesReadOn: SHARD_PRICES_READ_ON,
		because: because(best.row, rows, good.length > 0, throttledShareAtMost),
		assumptions: options.load.assumptions ?? [],
		rows,
		lowerBoundShardHours,
	};
}

/** The minimum comes from the policy that applies: the advice must not go below what a person has set. */
function candidatesFor({ load, policy, producersPublish }: AdviseOptions, peakShards: number): Candidate[] {
	const { minShardCount, maxShardCount, scheduledFloors } = policy ?? DEFAULT_POLICY;
	const bounds = { minShardCount, maxShardCount, scheduledFloors };
	const headroom = (name: string, rule: string, changes: Partial<Policy>): Candidate => ({
		policy: changes,
		contender: { kind: "headroom", name, rule, policy: { ...DEFAULT_POLICY, ...bounds, ...changes }, producersPublish },
	});
	return [
		...(policy === undefined
			? []
			: [{ contender: { kind: "headroom" as const, name: "current-policy", rule: "The policy in force.", policy, producersPublish } }]),
		headroom("default-policy", "Headroom's default policy.", {}),
		headroom("careful-policy", "Target 60 %, band 35 % to 75 %: room for what a minute's mean does not show.", CAREFUL),
		headroom("lean-policy", "Target 85 %, band 65 % to 95 %: for a load without surprises.", LEAN),
		...contendersFor(load.source, peakShards)
			.filter(({ kind }) => kind === "fixed" || kind === "on-demand")
			.map((contender) => ({ contender })),
	];
}

function costOf({ usdPerMonth = Number.POSITIVE_INFINITY }: ReportRow): number {
	return usdPerMonth;
}

function because(best: ReportRow, rows: readonly ReportRow[], isGood: boolean, atMost: number): string {
	const { figures, usdPerMonth } = best;
	const throttled = `${percentOf(figures.throttledShare)} of the records throttled`;
	const first = isGood
		? `${best.name} is the cheapest of those that throttle at most ${percentOf(atMost)}: ${usd(usdPerMonth)} USD a month, ${throttled}.`
		: `No candidate throttles as little as ${percentOf(atMost)}. ${best.name} throttles least: ${throttled}, ${usd(usdPerMonth)} USD a month.`;
	const compared = ["static-peak", "on-demand-standard", "on-demand-advantage"].flatMap((name) => {
		const other = rows.find((row) => row.name === name);
		return other === undefined || other === best ? [] : [`${name} ${usd(other.usdPerMonth)} USD`];
	});
	return `${first} For comparison: ${compared.join(", ")}.`;
}
