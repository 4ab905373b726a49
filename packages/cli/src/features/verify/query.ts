import { AutoscalerError } from "@headroom/controller";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { explainError } from "../../shared/errors/explain-error.ts";
import { type LinkFinding, unchecked } from "./finding.ts";
import { Interrupted } from "./interrupted.ts";
import type { Link } from "./link.ts";
import type { VerifyContext } from "./verify-context.ts";

export interface LinkReport {
	readonly link: Link;
	readonly findings: readonly LinkFinding[];
}

/**
 * All links run at the same time, because most of the time is waiting. A link that fails is not checked, with the reason, and stops no
 * other.
 */
export function runLinks(links: readonly Link[], context: VerifyContext): Promise<LinkReport[]> {
	return Promise.all(
		links.map(async (link) => ({
			link,
			findings: await link.run(context).catch((error: unknown) => [uncheckedLink(link, error, context)]),
		})),
	);
}

function uncheckedLink({ title }: Link, error: unknown, { session }: VerifyContext): LinkFinding {
	if (error instanceof Interrupted) return unchecked("interrupted", title, error.message);
	const { exit, hints, message } = explainError(error, session.options);
	const isNoAccess = exit === "no-access" || (error instanceof AutoscalerError && error.code.endsWith("access-denied"));
	return { ...unchecked("not-checked", title, message, ...hints), isNoAccess };
}

/**
 * - `failed`: a link is broken, or is not checked for another reason than access.
 * - `no-access`: nothing is broken, and access was missing. What could not be tried for that reason is not checked either.
 */
export function exitOf(reports: readonly LinkReport[]): ExitKind {
	const findings = reports.flatMap((report) => report.findings);
	if (findings.some(({ state }) => state === "broken")) return "failed";
	const notLookedAt = findings.filter(({ state }) => state === "unchecked");
	if (notLookedAt.length === 0) return "done";
	return notLookedAt.some(({ isNoAccess }) => isNoAccess === true) ? "no-access" : "failed";
}
