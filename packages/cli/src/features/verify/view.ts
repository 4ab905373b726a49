import type { MeasuredFacts } from "@headroom/controller";
import { visibleText } from "@headroom/engine";
import { iso } from "../../shared/format/time.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";
import type { LinkFinding, LinkState } from "./finding.ts";
import type { LinkReport } from "./query.ts";

const MARKS: Readonly<Record<LinkState, string>> = { ok: "✓", broken: "✗", unchecked: "?", absent: "-" };

/**
 * A line a finding, in the order of the links; under what is broken the commands that mend it. A finding holds other people's words, an
 * API's answer or a stored key: a line break in them must not begin a line that looks like a finding.
 */
export function verifyView({ colors }: Terminal, reports: readonly LinkReport[], left: readonly string[], seconds: number): string {
	const paint = { ok: colors.green, broken: colors.red, unchecked: colors.yellow, absent: colors.dim };
	const lines = shownOnce(reports).flatMap(({ finding, links }) => [
		`${paint[finding.state](MARKS[finding.state])} ${saysOf(finding)}${finding.state === "ok" ? "" : colors.dim(` [${links.join(", ")}]`)}`,
		...finding.fix.map((command) => `    ${colors.cyan(visibleText(command))}`),
	]);
	const leftBehind = left.length === 0 ? [] : ["Left behind, and gone by itself:", ...left.map((what) => `  ${what}`)];
	return [...lines, "", verdict(reports, seconds), ...leftBehind].join("\n");
}

interface ShownFinding {
	readonly finding: LinkFinding;
	readonly links: string[];
}

/** One reason for which several links are not checked, such as expired credentials, is one line. */
function shownOnce(reports: readonly LinkReport[]): readonly ShownFinding[] {
	const shown: ShownFinding[] = [];
	for (const { findings, link } of reports) {
		for (const finding of findings) {
			const same = finding.state === "unchecked" ? shown.find((each) => each.finding.says === finding.says) : undefined;
			if (same === undefined) shown.push({ finding, links: [link.id] });
			else if (!same.links.includes(link.id)) same.links.push(link.id);
		}
	}
	return shown;
}

function saysOf({ says, state }: LinkFinding): string {
	return visibleText(state === "unchecked" ? `Not checked: ${says}` : says);
}

function verdict(reports: readonly LinkReport[], seconds: number): string {
	const count = (state: LinkState): number => reports.filter(({ findings }) => worstOf(findings) === state).length;
	const parts = [
		`${count("ok")} of ${reports.length} links hold`,
		...(["broken", "unchecked", "absent"] as const).flatMap((state) => (count(state) === 0 ? [] : [`${count(state)} ${WORDS[state]}`])),
	];
	return `${parts.join(", ")} (${seconds} s).`;
}

const WORDS = { broken: "broken", unchecked: "not checked", absent: "not deployed" } as const;
const WORST_FIRST: readonly LinkState[] = ["broken", "unchecked", "ok", "absent"];

/** What a link comes to. */
function worstOf(findings: readonly LinkFinding[]): LinkState {
	return WORST_FIRST.find((state) => findings.some((finding) => finding.state === state)) ?? "ok";
}

/** What `verify --json` says of the links. */
export function reportsJson(reports: readonly LinkReport[]): object[] {
	return reports.map(({ findings, link: { id, title } }) => ({
		link: id,
		title,
		state: worstOf(findings),
		findings: findings.map(({ code, fix, says, state, where }) => ({ state, code, where, says, mend: fix })),
	}));
}

/** What was measured, as people read it. */
export function factsView(facts: MeasuredFacts): string {
	const answer = (question: string, value: boolean | undefined): string =>
		`  ${question}: ${value === undefined ? "not measured" : value ? "yes" : "no"}`;
	const { reshards } = facts;
	return [
		`Measured in account ${facts.accountId}, ${facts.region}:`,
		answer("UpdateShardCount is permitted by a policy that names the stream's ARN", facts.arnSufficesForUpdateShardCount),
		`  reshards accepted before the limit of a day: ${facts.reshardsAcceptedBeforeQuota ?? "not measured"}`,
		answer("splits and merges count among them", facts.splitsAndMergesCount),
		answer("a refused call counts among them", facts.refusedCallsCount),
		answer("half of an odd count is rounded up", facts.halfOfOddCountRoundsUp),
		`  seconds until a new stream is ACTIVE: ${facts.createdInSeconds ?? "not measured"}`,
		`  seconds from the call to ACTIVE: ${reshards.map((each) => `${each.fromShardCount} to ${each.toShardCount}: ${each.seconds}`).join(", ") || "not measured"}`,
		"  refusals:",
		...facts.refusals.map(({ asked, expected, message, name, readAs }) => {
			const isRead = readAs === expected;
			return `    ${isRead ? "✓" : "✗"} ${asked}: ${name}: ${message}${isRead ? "" : ` (read as ${readAs}, is ${expected}: please report this)`}`;
		}),
		`  permissions were measured with credentials made by: ${facts.narrowedBy ?? "none could be made"}`,
		"  permission is looked at before the values of a call:",
		...Object.entries(facts.permissionComesFirst).map(
			([action, isFirst]) => `    ${action}: ${isFirst ? "yes" : "no, so a self-check says nothing of it"}`,
		),
		...facts.notMeasured.map((reason) => `  not measured: ${reason}`),
	].join("\n");
}

export function factsJson(facts: MeasuredFacts | undefined): object | null {
	if (facts === undefined) return null;
	const { measuredAtMs, ...rest } = facts;
	return { measuredAt: iso(measuredAtMs), ...rest };
}
