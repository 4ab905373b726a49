import { FIX_CLOCK_SKEW, formatClockSkew, NOTICEABLE_CLOCK_SKEW_MS } from "../../../shared/session/clock-skew.ts";
import { broken, type LinkFinding, ok } from "../finding.ts";
import type { VerifyContext } from "../verify-context.ts";

const HERE = "this machine";

/** Leases, pauses and holds are written by one clock and read by another. */
export async function checkClock({ session }: VerifyContext): Promise<readonly LinkFinding[]> {
	await session.caller();
	const words = formatClockSkew(session, NOTICEABLE_CLOCK_SKEW_MS);
	if (words === undefined) return [ok(HERE, "This machine's clock agrees with AWS's.")];
	return [broken("clock.off", HERE, `This machine's clock is ${words}.`, FIX_CLOCK_SKEW)];
}
