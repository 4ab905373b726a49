import type { ReshardRecord } from "@headroom/engine";
import type { StreamHistory } from "../ports/ledger-port.ts";

/** Headroom, or a person through it, asked for the reshard, and it has not been seen to end. */
export function isOwnReshardUnderWay({ startedBy, settledAtMs }: ReshardRecord): boolean {
	return startedBy !== "observed" && settledAtMs === undefined;
}

/**
 * Whether a reshard of ours is under way. An open intent counts: the service may have accepted its call, and another evaluation, or the
 * next one, reports it.
 */
export function isOwnReshardInProgress({ history, intent }: StreamHistory): boolean {
	return intent !== undefined || history.reshards.some(isOwnReshardUnderWay);
}
