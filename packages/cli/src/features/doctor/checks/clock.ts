import { FIX_CLOCK_SKEW, formatClockSkew, NOTICEABLE_CLOCK_SKEW_MS } from "../../../shared/session/clock-skew.ts";
import type { CheckContext } from "../check.ts";
import type { Finding } from "../finding.ts";

/** By the answers that the command has had until here. */
export async function checkClock({ session }: CheckContext): Promise<readonly Finding[]> {
	const words = formatClockSkew(session, NOTICEABLE_CLOCK_SKEW_MS);
	if (words === undefined) return [];
	const says = `This machine's clock is ${words}: what scale, pause and hold write down would be off by that. Beyond 30 s they refuse.`;
	return [{ severity: "warning", code: "clock.off", where: "this machine", says, fix: [FIX_CLOCK_SKEW] }];
}
