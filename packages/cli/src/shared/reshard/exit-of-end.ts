import type { ScaleEnd } from "@headroom/controller";
import type { ExitKind } from "../errors/exit-codes.ts";

/** The exit code of a person's reshard. */
export function exitOfEnd(end: ScaleEnd["kind"]): ExitKind {
	switch (end) {
		case "done":
		case "nothing-to-do":
			return "done";
		case "stopped":
			return "interrupted";
		case "lost-race":
		case "refused":
		case "service-refused":
			return "refused";
		case "failed":
		case "unknown-outcome":
			return "failed";
		default:
			return end satisfies never;
	}
}
