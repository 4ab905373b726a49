import type { ConfigProblem } from "@headroom/config";
import { streamLogicalName } from "../stream-logical-name.ts";

/**
 * Streams of the app that would be one resource of the stage. SST compares names without regard to case.
 * @see https://github.com/anomalyco/sst/blob/dev/platform/src/components/link.ts read 2026-11-27
 */
export function logicalNameProblems(ownedStreamNames: readonly string[]): ConfigProblem[] {
	const byLogicalName = Map.groupBy(new Set(ownedStreamNames), (name) => streamLogicalName(name).toLowerCase());
	return [...byLogicalName.values()]
		.filter((names) => names.length > 1)
		.map((names) => ({
			path: names.join(", "),
			message:
				`are one resource to SST, ${streamLogicalName(names[0] ?? "")}, which keeps letters and digits alone: rename one, ` +
				"or create it outside of this app and list it by its name",
		}));
}
