import type { PlannedReshard } from "@headroom/controller";
import type { Cost } from "@headroom/engine";
import { span } from "../format/time.ts";

/** How long a plan takes, in one sentence. */
export function takesWords({ estimatedFrom, estimatedSeconds }: Pick<PlannedReshard, "estimatedFrom" | "estimatedSeconds">): string {
	const from = estimatedFrom === "ledger" ? "as fast as this stream's own reshards" : "assumed: this stream has no reshard of its own yet";
	return `It takes about ${span(estimatedSeconds * 1000)} (${from}).`;
}

/** What a plan costs or saves, in one sentence. */
export function costWords(cost: Cost): string {
	if (cost.kind === "unknown") return `Cost: unknown (${cost.reason})`;
	const { usdPerMonth } = cost;
	return `Cost: ${usdPerMonth < 0 ? "−" : "+"}${Math.abs(usdPerMonth).toFixed(2)} USD a month.`;
}
