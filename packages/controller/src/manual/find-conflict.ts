import { isLeaseActive } from "../history/active-override.ts";
import type { Ports } from "../ports/ports.ts";
import type { Conflict } from "./manual-reshard.ts";

/**
 * Who or what came first.
 * @param ownLeaseId is no conflict
 * @throws HistoryError
 */
export async function findConflict(
	{ clock, history }: Pick<Ports, "clock" | "history">,
	streamName: string,
	ownLeaseId: string,
): Promise<Conflict> {
	const nowMs = clock.nowMs();
	const { intent, lease } = await history.load(streamName, nowMs);
	if (isLeaseActive(lease, nowMs) && lease.leaseId !== ownLeaseId) return { kind: "lease", lease };
	return intent === undefined ? { kind: "unknown" } : { kind: "intent", intent };
}
