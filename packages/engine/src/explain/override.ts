import type { StandingOverride } from "../step.ts";
import { utcSecond } from "./format.ts";

/** "paused by ana until 2026-11-25 14:00:00 UTC: load test" */
export function describeOverride({ by, kind, reason, untilMs }: StandingOverride): string {
	const until = Number.isFinite(untilMs) ? `until ${utcSecond(untilMs)}` : "with an end that is no number";
	return `${kind === "pause" ? "paused" : "held at its count"} by ${by} ${until}: ${reason}`;
}
