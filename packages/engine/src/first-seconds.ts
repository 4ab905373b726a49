import type { BlockedDecision } from "./decision.ts";

/**
 * Whether a blocked decision rests on throttles that producers counted before the stream was ACTIVE again. A newer window of theirs shows
 * within seconds whether the throttles go on, long before the cooldown ends. So this block is a wait, not a refusal.
 */
export function awaitsFirstSeconds({ blockedBy, measured }: BlockedDecision): boolean {
	return blockedBy === "cooldown" && measured.kind === "assumed-full";
}
