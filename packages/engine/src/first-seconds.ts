import type { BlockedDecision } from "./decision.ts";

/**
 * Producers' throttles from before the stream was seen ACTIVE ask for more shards, not urgently. Whether they go on is known when the
 * producers' window lies after it, long before the cooldown ends: a wait, not a refusal.
 */
export function awaitsFirstSeconds({ blockedBy, measured }: BlockedDecision): boolean {
	return blockedBy === "cooldown" && measured.kind === "assumed-full";
}
