export { shortLivedShardsNeeded } from "./constrain/account-quota.ts";
export { openGate } from "./constrain/open-gate.ts";
export {
	ADVANTAGE_BILLED_BYTES_PER_SECOND,
	type Cost,
	HOURS_PER_MONTH,
	type KinesisPrices,
	monthlyCostDifference,
	monthlyOnDemandAdvantageCost,
	monthlyOnDemandCost,
	monthlyProvisionedCost,
	monthlyShardCost,
	SHARD_PRICES_READ_ON,
	type SteadyLoad,
} from "./cost/cost.ts";
export { type HeldAboveNeed, heldAboveNeed } from "./cost/held-above-need.ts";
export { decide } from "./decide.ts";
export type * from "./decision.ts";
export { DEFAULT_POLICY } from "./default-policy.ts";
export { explain, explainSteps, type TrailStep, trailLine, trailText } from "./explain/explain.ts";
export { bytesPerSecond, duration, MAX_EPOCH_MS, percent, rate, shards, utcMinute, utcSecond, whole } from "./explain/format.ts";
export { describeGuessed } from "./explain/limits.ts";
export { describeOverride, MAX_REASON_LENGTH } from "./explain/override.ts";
export { summarize } from "./explain/summary.ts";
export { hasControlCharacters, shortWords, visibleText } from "./explain/visible-text.ts";
export {
	type WrittenDecision,
	type WrittenPlanStep,
	writtenDecision,
	writtenPlanStep,
	writtenSummary,
} from "./explain/written-decision.ts";
export { awaitsFirstSeconds } from "./first-seconds.ts";
export * from "./history.ts";
export * from "./kinesis-limits.ts";
export { callAllowance, whenCallAllowed } from "./ledger/guessed-reshards.ts";
export { isOfTheTen, RESHARD_COUNTED_MS, reshardBudget, whenUsedFallsTo } from "./ledger/reshard-budget.ts";
export { isBySplitsAndMerges, type LineageShard, type ShardLineage } from "./ledger/shard-lineage.ts";
export { type HashKeyRanges, measureRanges, type RangeShare, shortLivedShardsFrom } from "./measure/hash-key-ranges.ts";
export type { NeedSource } from "./measure/need.ts";
export { type SplitRange, splitInHalf } from "./measure/split-range.ts";
export type * from "./observation.ts";
export { OPTIONAL_PER_SHARD_PER_SECOND, OPTIONAL_SIGNALS, type OptionalSignal } from "./optional-signals.ts";
export { planReshard } from "./plan/plan-reshard.ts";
export { type DurationEstimate, estimateDuration, splitsAndMerges } from "./plan/reshard-duration.ts";
export type * from "./policy.ts";
export { recommendShardCount } from "./recommend/capacity.ts";
export type * from "./step.ts";
