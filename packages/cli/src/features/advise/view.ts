import { visibleText } from "@headroom/engine";
import type { Advice } from "@headroom/simulator";
import { type Column, table } from "../../shared/format/table.ts";
import { commandFor } from "../../shared/simulation/recommended-command.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";

const COLUMNS: readonly Column[] = [
	{ title: "who scales" },
	{ title: "throttled", align: "right" },
	{ title: "shard-hours", align: "right" },
	{ title: "x bound", align: "right" },
	{ title: "most in 24 h", align: "right" },
	{ title: "USD a month", align: "right" },
];

/** The alternatives, then the advice, with the command that does it. */
export function adviceView(terminal: Terminal, streamName: string, advice: Advice): string {
	const { colors } = terminal;
	const rows = advice.rows.map(({ name, figures, ratioToBound, usdPerMonth }) => [
		name === advice.name ? colors.bold(name) : name,
		`${(figures.throttledShare * 100).toFixed(4)} %`,
		figures.shardHours.toFixed(1),
		ratioToBound?.toFixed(2) ?? "-",
		String(figures.mostReshardsInADay),
		usdPerMonth?.toFixed(2) ?? "-",
	]);
	const policy = advice.policy === undefined ? [] : [policyLine(advice.policy)];
	const assumed = advice.assumptions.map((sentence) => colors.dim(visibleText(sentence)));
	const command = adviceCommand(advice, streamName);
	return [
		...assumed,
		table(terminal, COLUMNS, rows),
		"",
		`${colors.bold(`Run ${advice.name} (${advice.mode}).`)} ${advice.because} Prices of us-east-1, read ${advice.pricesReadOn}.`,
		...policy,
		command === undefined ? "It runs already: nothing to do." : `Do it: ${command}`,
	].join("\n");
}

function policyLine(policy: NonNullable<Advice["policy"]>): string {
	const bounds = "your minShardCount, maxShardCount and scheduledFloors";
	return Object.keys(policy).length === 0
		? `Policy: the default one, with ${bounds}.`
		: `Policy: ${JSON.stringify(policy)} beside ${bounds}, everything else by default.`;
}

/** @returns undefined if the advice is what is in force */
export function adviceCommand({ mode, name, policy, shardCount }: Advice, streamName: string): string | undefined {
	if (mode === "on-demand") return commandFor({ means: "on-demand" }, streamName);
	if (shardCount !== undefined) return commandFor({ means: "fixed-count", shardCount }, streamName);
	if (policy === undefined || name === "current-policy") return undefined;
	// Not `policy set`: the file would have to repeat the bounds that a person has set.
	return `headroom policy edit ${streamName}`;
}

export function adviceJson({ rows, ...advice }: Advice, streamName: string): Record<string, unknown> {
	return {
		...advice,
		command: adviceCommand({ rows, ...advice }, streamName) ?? null,
		policy: advice.policy ?? null,
		rows: rows.map(({ name, rule, figures, ratioToBound, usdPerMonth }) => ({
			name,
			rule,
			throttledShare: figures.throttledShare,
			throttledRecords: figures.throttledRecords,
			shardHours: figures.shardHours,
			ratioToBound: ratioToBound ?? null,
			mostReshardsInADay: figures.mostReshardsInADay,
			usdPerMonth: usdPerMonth ?? null,
		})),
	};
}
