import { isRunning } from "../evaluate/active-override.ts";
import { utcSecond } from "../notify/utc-second.ts";
import type { ManualReshardSituation, RefusedReshard } from "./manual-reshard.ts";

/** Why a person's reshard cannot begin now, whatever its target; undefined where nothing stands in its way. */
export function findBlocker({
	isReshardInProgress,
	known,
	nowMs,
	stream,
}: ManualReshardSituation): Pick<RefusedReshard, "possibleAtMs" | "refusedBy" | "says"> | undefined {
	const { streamMode, streamStatus } = stream;
	if (streamMode === "ON_DEMAND") {
		return {
			refusedBy: "on-demand",
			says: "The stream is in on-demand mode, where the service scales by itself and UpdateShardCount is refused.",
		};
	}
	if (streamStatus === "CREATING" || streamStatus === "DELETING") {
		return { refusedBy: "stream-not-active", says: `The stream is ${streamStatus}.` };
	}
	const { intent, run } = known;
	if (isRunning(run, nowMs)) {
		const { by, fromShardCount, reason, startedAtMs, targetShardCount, untilMs } = run;
		return {
			refusedBy: "person-reshard-in-progress",
			says: `${by} is scaling ${fromShardCount} → ${targetShardCount} since ${utcSecond(startedAtMs)}: ${reason}.`,
			possibleAtMs: untilMs,
		};
	}
	if (intent !== undefined) {
		return {
			refusedBy: "reshard-in-progress",
			says: `${intent.by ?? "The autoscaler"} asked for ${intent.fromShardCount} → ${intent.targetShardCount} at ${utcSecond(intent.atMs)}, and it is not yet known what came of it.`,
		};
	}
	if (!isReshardInProgress) return undefined;
	const underWay = known.history.reshards.findLast(({ settledAtMs }) => settledAtMs === undefined);
	const says =
		underWay === undefined
			? "The stream is UPDATING: somebody else is changing it."
			: `The stream is UPDATING: ${underWay.by ?? (underWay.startedBy === "headroom" ? "the autoscaler" : "a person")} asked for ` +
				`${underWay.fromShardCount} → ${underWay.toShardCount} at ${utcSecond(underWay.atMs)}.`;
	return { refusedBy: "reshard-in-progress", says };
}
