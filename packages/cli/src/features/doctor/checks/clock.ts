import { FIX_CLOCK_SKEW, formatClockSkew, NOTICEABLE_CLOCK_SKEW_MS } from "../../../shared/session/clock-skew.ts";
import type { CheckContext } from "../check.ts";
import type { Finding } from "../finding.ts";

/** By the answers that the command has received so far. */
export async function checkClock({ session }: CheckContext): Promise<readonly Finding[]> {
	const words = formatClockSkew(session, NOTICEABLE_CLOCK_SKEW_MS);
	if (words === undefined) return [];
	const says = `This machine's clock is ${words}: the times that scale, pause and hold write would be off by that. They refuse beyond 30 s.`;
	return [{ severity: "warning", code: "clock.off", where: "this machine", says, fix: [FIX_CLOCK_SKEW] }];
}
