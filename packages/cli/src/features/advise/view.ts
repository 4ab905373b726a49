import { visibleText } from "@headroom/engine";
import type { Advice } from "@headroom/simulator";
import { type Column, table } from "../../shared/format/table.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";

const COLUMNS: readonly Column[] = [
	{ title: "who scales" },
	{ title: "throttled", align: "right" },
	{ title: "shard-hours", align: "right" },
	{ title: "x bound", align: "right" },
	{ title: "most in 24 h", align: "right" },
	{ title: "USD a month", align: "right" },
];

/** The advice first, then the alternatives. */
export function adviceView(terminal: Terminal, advice: Advice): string {
	const { colors } = terminal;
	const rows = advice.rows.map(({ name, figures, ratioToBound, usdPerMonth }) => [
		name === advice.name ? colors.bold(name) : name,
		`${(figures.throttledShare * 100).toFixed(4)} %`,
		figures.shardHours.toFixed(1),
		ratioToBound?.toFixed(2) ?? "-",
		String(figures.mostReshardsInADay),
		usdPerMonth?.toFixed(2) ?? "-",
	]);
	const policy = advice.policy === undefined || Object.keys(advice.policy).length === 0 ? [] : [`Policy: ${JSON.stringify(advice.policy)}`];
	const assumed = advice.assumptions.map((sentence) => colors.dim(visibleText(sentence)));
	return [
		`${colors.bold(`Run ${advice.name} (${advice.mode}).`)} ${advice.because}`,
		...policy,
		"",
		...assumed,
		table(terminal, COLUMNS, rows),
	].join("\n");
}

export function adviceJson({ rows, ...advice }: Advice): Record<string, unknown> {
	return {
		...advice,
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
