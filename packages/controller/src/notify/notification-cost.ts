import { monthlyCostDifference } from "@headroom/engine";

/** How a reshard changes the bill, as lines of a notification. */
export function costLines(fromShardCount: number, toShardCount: number): string[] {
	const difference = monthlyCostDifference(fromShardCount, toShardCount);
	if (difference.kind === "unknown") return [`Cost: unknown. ${difference.reason}`];
	const sign = difference.usdPerMonth < 0 ? "-" : "+";
	return [`Cost: ${sign}$${Math.abs(difference.usdPerMonth).toFixed(2)} a month at this shard count (shard-hours, us-east-1 prices).`];
}
