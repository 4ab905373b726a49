import type { Override } from "@headroom/engine";
import type { StreamHistory } from "../ports/ledger-port.ts";
import type { ManualReshardLease } from "../ports/overrides-port.ts";

/**
 * What keeps the autoscaler from acting now: an override, or the lease of a person who reshards the stream. An override whose end has
 * passed no longer applies; one without a valid end stays active.
 */
export function activeOverride({ history, lease }: Pick<StreamHistory, "history" | "lease">, nowMs: number): Override {
	const { override } = history;
	if (override.kind !== "none" && !(override.untilMs <= nowMs)) return override;
	if (!isLeaseActive(lease, nowMs)) return { kind: "none" };
	const { by, fromShardCount, reason, targetShardCount, untilMs } = lease;
	return { kind: "hold", untilMs, by, reason: `scaling ${fromShardCount} → ${targetShardCount}: ${reason}` };
}

/** A lease that was not renewed in time is over: its process has died. */
export function isLeaseActive(lease: ManualReshardLease | undefined, nowMs: number): lease is ManualReshardLease {
	return lease !== undefined && lease.untilMs > nowMs;
}

export function isSameOverride(one: Override, other: Override): boolean {
	if (one.kind === "none" || other.kind === "none") return one.kind === other.kind;
	return one.kind === other.kind && one.untilMs === other.untilMs && one.by === other.by && one.reason === other.reason;
}
