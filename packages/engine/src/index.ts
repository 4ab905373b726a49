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
	type SteadyLoad,
} from "./cost.ts";
export { decide } from "./decide.ts";
export type * from "./decision.ts";
export { DEFAULT_POLICY } from "./default-policy.ts";
export { explain, summarize } from "./explain.ts";
export { bytesPerSecond, duration, percent, rate, shards, utcMinute, whole } from "./format.ts";
export * from "./history.ts";
export * from "./kinesis-limits.ts";
export type * from "./observation.ts";
export type * from "./policy.ts";
export { shortLivedRoomNeeded } from "./rules/account-quota.ts";
export { planReshard } from "./rules/plan-reshard.ts";
export { recommendShardCount } from "./rules/recommend-shard-count.ts";
export { RESHARD_COUNTED_MS, reshardBudget, whenUsedFallsTo } from "./rules/reshard-budget.ts";
