import type { Trial } from "./run-trials.ts";

/** The client is loaded with the trial: no start of a function pays for it. */
export function listEventSourceMappingsTrial(): Trial {
	return {
		action: "lambda:ListEventSourceMappings",
		on: "*",
		call: async () => {
			const { trySomeEventSourceMapping } = await import("../autoscaler/consumers/event-source-mappings.ts");
			return trySomeEventSourceMapping();
		},
	};
}
