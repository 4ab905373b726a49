import type { Override } from "../history.ts";
import { utcSecond } from "./format.ts";

/** "paused by ana until 2026-11-25 14:00:00 UTC: load test"; "without an override" if there is none. */
export function describeOverride(override: Override): string {
	if (override.kind === "none") return "without an override";
	const { by, kind, reason, untilMs } = override;
	const until = Number.isFinite(untilMs) ? `until ${utcSecond(untilMs)}` : "without a valid end";
	return `${kind === "pause" ? "paused" : "held at its count"} by ${by} ${until}: ${reason}`;
}
