import { CliError } from "../errors/cli-error.ts";
import { span } from "../format/time.ts";
import type { AwsSession } from "./aws-session.ts";

/** Beyond this the doctor says so. */
export const NOTICEABLE_CLOCK_SKEW_MS = 10_000;
/** A run is a lease of a minute that is renewed after 15 s: docs/decisions/0016-overrides-and-stored-policies.md. */
const REFUSED_CLOCK_SKEW_MS = 30_000;

export const FIX_CLOCK_SKEW =
	"Let the machine keep time: sudo timedatectl set-ntp true; macOS: sudo sntp -sS time.apple.com; Windows: w32tm /resync";

/** "2 min ahead of AWS's"; undefined if it is near enough, or not known. */
export function formatClockSkew({ clockAheadMs }: Pick<AwsSession, "clockAheadMs">, moreThanMs: number): string | undefined {
	if (clockAheadMs === undefined || Math.abs(clockAheadMs) <= moreThanMs) return undefined;
	return `${span(Math.abs(clockAheadMs))} ${clockAheadMs > 0 ? "ahead of" : "behind"} AWS's`;
}

/**
 * Leases and the ends of pauses and holds are read by other clocks than the one that wrote them.
 * @throws CliError if this machine's is too far off for that
 */
export function assertNoClockSkew(session: Pick<AwsSession, "clockAheadMs">): void {
	const words = formatClockSkew(session, REFUSED_CLOCK_SKEW_MS);
	if (words === undefined) return;
	throw new CliError("refused", `This machine's clock is ${words}: a hold would end, and a reshard be protected, at the wrong time.`, {
		hints: [FIX_CLOCK_SKEW],
	});
}
