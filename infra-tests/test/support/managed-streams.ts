import type { SourceEdit } from "../../harness/evaluation-request.ts";

/** What somebody changes who puts other streams under Headroom: the list in `stacks/managed-streams.ts`. */
export function managedStreams(autoscaled: readonly string[]): SourceEdit {
	return { file: "stacks/managed-streams.ts", from: "[autoscale(votes)]", to: `[${autoscaled.join(", ")}]` };
}
