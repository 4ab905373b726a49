import type { ReshardRecord } from "@headroom/engine";
import type { StreamHistory } from "../ports/ledger-port.ts";

/** Headroom, or a person through it, asked for the reshard. */
export function isOwnReshard({ startedBy }: ReshardRecord): boolean {
	return startedBy !== "observed";
}

/**
 * Whether a reshard of ours is under way. An open intent counts: the service may have accepted its call, and another evaluation, or the
 * next one, reports it.
 */
export function isOwnReshardInProgress({ history, intent }: StreamHistory): boolean {
	return intent !== undefined || history.reshards.some((reshard) => isOwnReshard(reshard) && reshard.settledAtMs === undefined);
}
