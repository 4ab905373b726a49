import type { StreamHistory } from "@headroom/controller";
import { shards } from "@headroom/engine";
import { until } from "./time.ts";

/** A person's word that is in force, as a sentence; undefined where there is none. */
export function overrideWords({ history, run }: StreamHistory, nowMs: number): string | undefined {
	if (run !== undefined && run.untilMs > nowMs) return `${run.by} is resharding it to ${shards(run.targetShardCount)}: ${run.reason}`;
	const { override } = history;
	if (override.kind === "none" || !(override.untilMs > nowMs)) return undefined;
	const verb = override.kind === "hold" ? "held" : "paused";
	return `${verb} by ${override.by} until ${until(override.untilMs, nowMs)}: ${override.reason}`;
}
