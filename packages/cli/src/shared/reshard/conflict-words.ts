import type { Conflict } from "@headroom/controller";
import { describeOverride, shards, visibleText } from "@headroom/engine";

/** Who came first, in one sentence. */
export function conflictWords(to: Conflict): string {
	return visibleText(conflictSentence(to));
}

function conflictSentence(to: Conflict): string {
	switch (to.kind) {
		case "lease":
			return `${to.lease.by} was first and is scaling to ${shards(to.lease.targetShardCount)}: ${to.lease.reason}.`;
		case "intent": {
			const who = to.intent.by ?? "The autoscaler";
			return `${who} was first and has just asked for ${to.intent.fromShardCount} → ${shards(to.intent.targetShardCount)}.`;
		}
		case "override":
			return `Somebody else was first: the stream is ${describeOverride(to.override)}.`;
		case "unknown":
			return "Somebody else was first.";
		default:
			return to satisfies never;
	}
}
