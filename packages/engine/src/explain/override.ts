import type { Override } from "../history.ts";
import { utcSecond } from "./format.ts";

/** "paused by ana until 2026-11-25 14:00:00 UTC: load test"; "under no override" where there is none. */
export function describeOverride(override: Override): string {
	if (override.kind === "none") return "under no override";
	const { by, kind, reason, untilMs } = override;
	const until = Number.isFinite(untilMs) ? `until ${utcSecond(untilMs)}` : "with an end that is no number";
	return `${kind === "pause" ? "paused" : "held at its count"} by ${by} ${until}: ${reason}`;
}
