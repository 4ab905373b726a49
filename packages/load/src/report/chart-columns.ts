import type { StoredRun } from "../run/stored-run.ts";
import { groupTitle } from "../run/summary.ts";

/** One line of a chart: a value for each moment, null if there is none. */
export interface ChartSeries {
	readonly label: string;
	readonly color: string;
	readonly values: readonly (number | null)[];
	/** Holds until it changes. */
	readonly isStep?: true;
}

export interface Chart {
	readonly title: string;
	readonly unit: string;
	readonly isLogarithmic?: true;
	/** Has whole numbers only. */
	readonly isWhole?: true;
	readonly series: readonly ChartSeries[];
}

/** The input of the page's script: every chart over the same seconds, with the reshards across all charts. */
export interface ChartColumns {
	/** Seconds since the run began. */
	readonly seconds: readonly number[];
	readonly charts: readonly Chart[];
	readonly reshards: readonly { readonly label: string; readonly acceptedAtSecond: number; readonly activeAtSecond: number | null }[];
}

const STATUS_COLORS: Readonly<Record<string, string>> = {
	"200": "#2e7d32",
	"202": "#f9a825",
	"429": "#7b1fa2",
	"500": "#c62828",
	"502": "#ad1457",
	"503": "#ff5252",
	"504": "#880e4f",
};
const CLIENT_ERROR_COLOR = "#ef6c00";
const SERVER_ERROR_COLOR = "#c62828";
const NO_ANSWER_COLOR = "#263238";

export function chartColumns(run: StoredRun): ChartColumns {
	const { reshards, seconds, startedAtMs } = run;
	const sinceStart = (atMs: number) => Math.round((atMs - startedAtMs) / 100) / 10;
	return {
		seconds: seconds.map(({ atMs }) => sinceStart(atMs)),
		charts: [responses(run), latencies(run), shards(run), connections(run), memory(run)].filter(({ series }) => series.length > 0),
		reshards: reshards.map(({ acceptedAtMs, activeAtMs, fromShardCount, toShardCount }) => ({
			label: `${fromShardCount} → ${toShardCount}`,
			acceptedAtSecond: sinceStart(acceptedAtMs),
			activeAtSecond: activeAtMs === undefined ? null : sinceStart(activeAtMs),
		})),
	};
}

function responses({ counts, seconds }: StoredRun): Chart {
	const statuses = Object.keys(counts.byStatus).toSorted();
	const series = statuses.map((status) => ({
		label: groupTitle({ status: Number(status), code: "" }),
		color: colorOf(Number(status)),
		values: seconds.map(({ answers }) => answers[status] ?? 0),
	}));
	const broken = { label: "no answer", color: NO_ANSWER_COLOR, values: seconds.map(({ unanswered }) => unanswered) };
	return { title: "Responses and errors", unit: "per second", series: counts.unanswered > 0 ? [...series, broken] : series };
}

function colorOf(status: number): string {
	return STATUS_COLORS[status] ?? (status >= 500 ? SERVER_ERROR_COLOR : CLIENT_ERROR_COLOR);
}

function latencies({ seconds }: StoredRun): Chart {
	const of = (label: string, color: string, percentile: "max" | "p50" | "p95" | "p99") => ({
		label,
		color,
		values: seconds.map(({ latencyMs }) => latencyMs?.[percentile] ?? null),
	});
	const series = [of("p50", "#1565c0", "p50"), of("p95", "#6a1b9a", "p95"), of("p99", "#ad1457", "p99"), of("max", "#bdbdbd", "max")];
	return { title: "Latency", unit: "ms", isLogarithmic: true, series };
}

function shards(run: StoredRun): Chart {
	const values = latestAt(
		run.seconds,
		run.shards.map(({ atMs, openShardCount }) => ({ atMs, value: openShardCount })),
	);
	const series: readonly ChartSeries[] = run.shards.length === 0 ? [] : [{ label: "open shards", color: "#00695c", values, isStep: true }];
	return { title: "Shards and reshards", unit: "shards", isWhole: true, series };
}

function connections({ seconds }: StoredRun): Chart {
	return {
		title: "Connections",
		unit: "at the end of the second",
		series: [
			{ label: "open connections", color: "#455a64", values: seconds.map(({ openConnections }) => openConnections) },
			{ label: "requests under way", color: "#ff8f00", values: seconds.map(({ inFlight }) => inFlight) },
		],
	};
}

function memory(run: StoredRun): Chart {
	const values = latestAt(
		run.seconds,
		run.stageMemory.map(({ atMs, bytes }) => ({ atMs, value: Math.round(bytes / 1e6) })),
	);
	return {
		title: "Memory of the local cloud",
		unit: "MB",
		series: run.stageMemory.length === 0 ? [] : [{ label: "resident", color: "#5d4037", values }],
	};
}

/** For each second the newest value by its end. */
function latestAt(
	seconds: StoredRun["seconds"],
	entries: readonly { readonly atMs: number; readonly value: number }[],
): readonly (number | null)[] {
	let next = 0;
	let value: number | null = null;
	return seconds.map(({ atMs }) => {
		for (let entry = entries[next]; entry !== undefined && entry.atMs <= atMs + 1000; entry = entries[++next]) value = entry.value;
		return value;
	});
}
