import { utcSecond } from "@headroom/engine";
import { isLeaseActive } from "../history/active-override.ts";
import type { ManualReshardSituation, RefusedReshard } from "./manual-reshard.ts";

/** Why a person's reshard cannot begin now, for any target; undefined if it can. */
export function findBlocker({
	isReshardInProgress,
	known,
	nowMs,
	stream,
}: ManualReshardSituation): Pick<RefusedReshard, "message" | "possibleAtMs" | "refusedBy"> | undefined {
	const { streamMode, streamStatus } = stream;
	if (streamMode === "ON_DEMAND") {
		return {
			refusedBy: "on-demand",
			message: "The stream is in on-demand mode: the service scales it and refuses UpdateShardCount.",
		};
	}
	if (streamStatus === "CREATING" || streamStatus === "DELETING") {
		return { refusedBy: "stream-not-active", message: `The stream is ${streamStatus}.` };
	}
	const { intent, lease } = known;
	if (isLeaseActive(lease, nowMs)) {
		const { by, fromShardCount, reason, startedAtMs, targetShardCount, untilMs } = lease;
		return {
			refusedBy: "person-reshard-in-progress",
			message: `${by} has been scaling ${fromShardCount} → ${targetShardCount} since ${utcSecond(startedAtMs)}: ${reason}.`,
			possibleAtMs: untilMs,
		};
	}
	if (intent !== undefined) {
		return {
			refusedBy: "reshard-in-progress",
			message: `${intent.by ?? "The autoscaler"} asked for ${intent.fromShardCount} → ${intent.targetShardCount} at ${utcSecond(intent.atMs)}, and the outcome is unknown so far.`,
		};
	}
	if (!isReshardInProgress) return undefined;
	const underWay = known.history.reshards.findLast(({ settledAtMs }) => settledAtMs === undefined);
	const message =
		underWay === undefined
			? "The stream is UPDATING: somebody else is changing it."
			: `The stream is UPDATING: ${underWay.by ?? (underWay.startedBy === "headroom" ? "the autoscaler" : "a person")} asked for ` +
				`${underWay.fromShardCount} → ${underWay.toShardCount} at ${utcSecond(underWay.atMs)}.`;
	return { refusedBy: "reshard-in-progress", message };
}
