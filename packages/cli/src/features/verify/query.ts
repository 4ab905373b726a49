import { AutoscalerError } from "@headroom/controller";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { explainError } from "../../shared/errors/explain-error.ts";
import { type LinkFinding, unchecked } from "./finding.ts";
import type { Link } from "./link.ts";
import type { VerifyContext } from "./verify-context.ts";

export interface LinkReport {
	readonly link: Link;
	readonly findings: readonly LinkFinding[];
}

/** All side by side: most of it is waiting. A link that cannot be looked at says so, and keeps no other from being looked at. */
export function runLinks(links: readonly Link[], context: VerifyContext): Promise<LinkReport[]> {
	return Promise.all(
		links.map(async (link) => ({
			link,
			findings: await link.run(context).catch((error: unknown) => [uncheckedLink(link, error, context)]),
		})),
	);
}

function uncheckedLink({ title }: Link, error: unknown, { session }: VerifyContext): LinkFinding {
	const { exit, hints, message } = explainError(error, session.options);
	const isNoAccess = exit === "no-access" || (error instanceof AutoscalerError && error.code.endsWith("access-denied"));
	return { ...unchecked("not-checked", title, message, ...hints), isNoAccess };
}

/** `failed` where something is broken, or could not be looked at for another reason than access; `no-access` where only access is missing. */
export function exitOf(reports: readonly LinkReport[]): ExitKind {
	const findings = reports.flatMap((report) => report.findings);
	if (findings.some(({ state }) => state === "broken")) return "failed";
	const notLookedAt = findings.filter(({ state }) => state === "unchecked");
	if (notLookedAt.length === 0) return "done";
	return notLookedAt.some(({ isNoAccess }) => isNoAccess === true) ? "no-access" : "failed";
}

/** What the links have left behind, each thing once. */
export function leftBehind(reports: readonly LinkReport[]): string[] {
	const ran = reports.filter(({ findings }) => findings.some(({ state }) => state === "ok" || state === "broken"));
	return [...new Set(ran.flatMap(({ link }) => link.leaves ?? []))];
}
