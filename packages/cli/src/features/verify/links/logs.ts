import { broken, type LinkFinding, ok, unchecked } from "../finding.ts";
import type { VerifyContext } from "../verify-context.ts";

/** The log holds what the functions say, and their metrics with it. Each leaves a line of its self-check. */
export async function checkLogs(context: VerifyContext): Promise<readonly LinkFinding[]> {
	const { checkId, session } = context;
	const checks = await context.selfChecks();
	const answered = [...checks].flatMap(([name, { kind }]) => (kind === "answered" ? [session.names.functions[name]] : []));
	if (answered.length === 0)
		return [unchecked("logs.no-line", "logs", "No function answered a self-check, so that none could leave a line of it.")];
	const silent = await Promise.all(
		answered.map(async (functionName) => {
			const found = await context.logOf(functionName).find(({ fields }) => fields["checkId"] === checkId);
			return found === undefined ? [functionName] : [];
		}),
	);
	const findings = silent.flat().map((functionName) => {
		const says = `${functionName} answered, and its log has no line of it after ${Math.round(context.waitMs / 1000)} s: neither lines nor metrics of it arrive.`;
		return broken("logs.silent", functionName, says, context.deployCommand);
	});
	return findings.length > 0 ? findings : [ok("logs", `${answered.length} functions write their log lines.`)];
}
