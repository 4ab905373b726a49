import { visibleText } from "@headroom/engine";
import type { Terminal } from "../../shared/terminal/terminal.ts";
import type { Finding } from "./finding.ts";

const ORDER: readonly Finding["severity"][] = ["problem", "warning", "unchecked"];
const MARKS = { problem: "✗", warning: "!", unchecked: "?" } as const;

/** Worst first; under each finding its fix. Other people's words in a finding begin no line of their own. */
export function doctorView({ colors }: Terminal, findings: readonly Finding[], checked: readonly string[]): string {
	const paint = { problem: colors.red, warning: colors.yellow, unchecked: colors.dim };
	const sorted = [...findings].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
	const lines = sorted.flatMap(({ fix, says, severity }) => [
		`${paint[severity](MARKS[severity])} ${visibleText(says)}`,
		...fix.map((command) => `    ${colors.cyan(visibleText(command))}`),
	]);
	const problems = findings.filter(({ severity }) => severity === "problem").length;
	const verdict =
		problems === 0 ? colors.green(formatNoProblem(findings, checked.length)) : `${problems} problem${problems === 1 ? "" : "s"} found.`;
	return [...lines, ...(lines.length === 0 ? [] : [""]), verdict].join("\n");
}

/** Does not count the checks that failed. */
function formatNoProblem(findings: readonly Finding[], checked: number): string {
	const unchecked = findings.filter(({ severity }) => severity === "unchecked").length;
	return `No problem found in ${unchecked === 0 ? "" : `${checked - unchecked} of `}${checked} checks.`;
}

/** A finding in `doctor --json`. Its `mend` is our `fix`: scripts read that key. */
export function findingJson({ code, fix, severity, says, where }: Finding): object {
	return { severity, code, where, says, mend: fix };
}
