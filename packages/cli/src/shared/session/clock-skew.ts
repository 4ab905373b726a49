import { CliError } from "../errors/cli-error.ts";
import { span } from "../format/time.ts";
import type { AwsSession } from "./aws-session.ts";

/** The doctor reports a larger skew. */
export const NOTICEABLE_CLOCK_SKEW_MS = 10_000;
/** A manual reshard's lease lasts a minute and is renewed after 15 s: docs/decisions/0016-overrides-and-stored-policies.md. */
const REFUSED_CLOCK_SKEW_MS = 30_000;

export const FIX_CLOCK_SKEW =
	"Let the machine keep time: sudo timedatectl set-ntp true; macOS: sudo sntp -sS time.apple.com; Windows: w32tm /resync";

/** "2 min ahead of AWS's"; undefined if the skew is small enough, or unknown. */
export function formatClockSkew({ clockAheadMs }: Pick<AwsSession, "clockAheadMs">, moreThanMs: number): string | undefined {
	if (clockAheadMs === undefined || Math.abs(clockAheadMs) <= moreThanMs) return undefined;
	return `${span(Math.abs(clockAheadMs))} ${clockAheadMs > 0 ? "ahead of" : "behind"} AWS's`;
}

/**
 * Other machines, with other clocks, read the ends of leases, pauses and holds.
 * @throws CliError if this machine's clock is too far off for that
 */
export function assertNoClockSkew(session: Pick<AwsSession, "clockAheadMs">): void {
	const words = formatClockSkew(session, REFUSED_CLOCK_SKEW_MS);
	if (words === undefined) return;
	throw new CliError("refused", `This machine's clock is ${words}: a hold would end, and a reshard be protected, at the wrong time.`, {
		hints: [FIX_CLOCK_SKEW],
	});
}
