import type { InvariantDefinition } from "../invariant.ts";
import { CLOCKS_DIFFER_MS } from "../times.ts";

export const OVERRIDES_OBEYED: InvariantDefinition = {
	name: "overrides-obeyed",
	holds: "The autoscaler begins nothing while the table holds a pause, a hold, or a person's lease.",
	over: (_, violated) => ({
		happened: (entry) => {
			if (entry.kind !== "intent-written" || entry.intent.startedBy !== "headroom") return;
			const { atMs, intent, leaseUntilMs, standing, streamName } = entry;
			const change = `${intent.fromShardCount} → ${intent.targetShardCount}`;
			if (standing.kind !== "none" && standing.untilMs > atMs + CLOCKS_DIFFER_MS)
				violated(streamName, `It is about to ask for ${change} in spite of the ${standing.kind} of ${standing.by}.`);
			if ((leaseUntilMs ?? 0) > atMs + CLOCKS_DIFFER_MS) violated(streamName, `It is about to ask for ${change} while a person reshards.`);
		},
	}),
};
