import { type Cost, monthlyOnDemandAdvantageCost, monthlyOnDemandCost, monthlyProvisionedCost, type SteadyLoad } from "@headroom/engine";
import type { Contender } from "../run/contender.ts";
import type { RunFigures } from "../run/run-figures.ts";
import type { ReportRow } from "./report.ts";

/** One consumer that reads everything: Headroom's own voting has as many. */
const CONSUMERS = 1;

export function reportRow(contender: Contender, figures: RunFigures, lowerBoundShardHours: number): ReportRow {
	const cost = monthlyCost(contender, figures);
	return {
		name: contender.name,
		kind: contender.kind,
		rule: contender.rule,
		figures,
		...(contender.kind !== "on-demand" && { ratioToBound: figures.shardHours / lowerBoundShardHours }),
		...(cost.kind === "known" && { usdPerMonth: cost.usdPerMonth }),
	};
}

/** The run's mean load and shards, extended to a month. AWS does not bill throttled writes; they are few, so they are not subtracted. */
function monthlyCost(contender: Contender, { durationSeconds, offeredRecords, offeredBytes, meanShardCount }: RunFigures): Cost {
	const load: SteadyLoad = {
		recordsPerSecond: offeredRecords / durationSeconds,
		bytesPerSecond: offeredBytes / durationSeconds,
		consumerCount: CONSUMERS,
	};
	if (contender.kind !== "on-demand") return monthlyProvisionedCost(meanShardCount, load);
	return contender.mode === "standard" ? monthlyOnDemandCost(load) : monthlyOnDemandAdvantageCost(load);
}
