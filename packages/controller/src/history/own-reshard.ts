import type { ReshardRecord } from "@headroom/engine";
import type { StreamHistory } from "../ports/ledger-port.ts";

/** Asked for by Headroom, or by a person through it, and not yet seen to be over. */
export function isOwnReshardUnderWay({ startedBy, settledAtMs }: ReshardRecord): boolean {
	return startedBy !== "observed" && settledAtMs === undefined;
}

/**
 * Whether what is under way is ours. An intent that stands counts: its call may have been accepted, and another evaluation, or the
 * next one, tells of it.
 */
export function isOwnReshardInProgress({ history, intent }: StreamHistory): boolean {
	return intent !== undefined || history.reshards.some(isOwnReshardUnderWay);
}
