import { sumOf } from "../drive/load-result.ts";
import { count, kilobytes, milliseconds, secondsSince, share } from "../format.ts";
import { LoadError } from "../load-error.ts";
import type { StoredRun } from "../run/stored-run.ts";
import { figuresOf } from "../run/summary.ts";
import { UNTHROTTLED } from "./plan.ts";
import { type ArticleResults, brokenPromises, HIGHEST_P95_RATIO, memoryBytesPerVote, tellsWhenToComeAgain } from "./promises.ts";
import { p95Ratio, type UnthrottledTurns } from "./unthrottled.ts";

const BEGIN = "<!-- figures, written by npm run bench:article -->";
const END = "<!-- end of the figures -->";

/** Puts the figures into docs/article.md. @throws LoadError if their place is missing */
export function withFigures(document: string, results: ArticleResults): string {
	const begin = document.indexOf(BEGIN);
	const end = document.indexOf(END);
	if (begin === -1 || end < begin)
		throw new LoadError(`docs/article.md must have the lines ${BEGIN} and ${END}: the figures go between them.`);
	return `${document.slice(0, begin + BEGIN.length)}\n\n${renderFigures(results)}\n\n${document.slice(end)}`;
}

// --- internal ---

function renderFigures(results: ArticleResults): string {
	const { durationSeconds, measuredAtMs, runs, unthrottled } = results;
	const machine = [...runs.values()][0]?.machine;
	const broken = brokenPromises(results);
	return [
		`Measured ${new Date(measuredAtMs).toISOString().slice(0, 10)} on ${machine?.cores} × ${machine?.cpu}, ${count((machine?.memoryBytes ?? 0) / 2 ** 30)} GiB, ${machine?.system}, Node.js ${machine?.node}; ${durationSeconds} s a run, the load, the local cloud and both versions on the same processors.`,
		paceText(results.pace),
		"### 1,000 users",
		sideBySide(runs.get("naive-1000"), runs.get("headroom-1000")),
		"### 10,000 users",
		sideBySide(runs.get("naive-10000"), runs.get("headroom-10000")),
		"### More than the machine serves",
		overload(runs.get("overload")),
		"### A stream that is large enough",
		renderUnthrottled(unthrottled),
		broken.length === 0
			? "Every promise above held in this run."
			: ["What did not hold in this run:", "", ...broken.map((line) => `- ${line}`)].join("\n"),
	].join("\n\n");
}

function paceText({ machine, neighbourRecordsPerSecond, thinkMs }: ArticleResults["pace"]): string {
	const carried = `This machine carried ${count(machine.votesPerSecond)} votes a second with a p95 of ${milliseconds(machine.p95Ms)}`;
	const think = `1,000 users thought for ${count(thinkMs["1000"])} ms, 10,000 for ${count(thinkMs["10000"])} ms`;
	return neighbourRecordsPerSecond === 0
		? `${carried}: ${think}.`
		: `${carried}, less than fills a shard well. So ${think}, and a neighbour wrote ${count(neighbourRecordsPerSecond)} records a second to the same stream in the runs with 1,000 and 10,000 users. The throttled writes are its and the votes'.`;
}

function sideBySide(naive: StoredRun | undefined, headroom: StoredRun | undefined): string {
	const rows: readonly (readonly [string, (run: StoredRun) => string])[] = [
		["votes sent", (run) => figuresOf(run)["votes sent"] ?? ""],
		["**answered 5xx**", (run) => `**${withShare(run, (status) => status >= 500)}**`],
		["answered 429", (run) => withShare(run, (status) => status === 429)],
		["answered 200 / 202", (run) => `${count(run.counts.byStatus["200"] ?? 0)} / ${count(run.counts.byStatus["202"] ?? 0)}`],
		["not answered", (run) => count(run.counts.unanswered)],
		["mean response time", (run) => (run.latencyMs === undefined ? "–" : milliseconds(run.latencyMs.mean))],
		["p50 / p95 / p99", (run) => percentiles(run.latencyMs)],
		["the same, corrected", (run) => percentiles(run.correctedLatencyMs)],
		["connections held", (run) => figuresOf(run)["connections at most"] ?? ""],
		["throttled writes", (run) => figuresOf(run)["throttled writes"] ?? ""],
		["shards", (run) => figuresOf(run)["shards"] ?? ""],
		["last reshard ended", (run) => lastReshard(run)],
		["accepted / counted", (run) => figuresOf(run)["accepted / counted"] ?? ""],
		["lost / counted twice", (run) => figuresOf(run)["lost / counted twice"] ?? ""],
		["the local cloud's memory", (run) => figuresOf(run)["local cloud's memory"] ?? ""],
		["its growth in the second half, a vote", memoryGrowth],
	];
	return markdownTable(
		["", "naive", "Headroom"],
		rows.map(([label, of]) => [label, ...[naive, headroom].map((run) => (run === undefined ? "–" : of(run)))]),
	);
}

function overload(run: StoredRun | undefined): string {
	if (run === undefined) return "Not measured.";
	return markdownTable(
		["", "Headroom"],
		[
			["votes sent", figuresOf(run)["votes sent"] ?? ""],
			["answered 200 / 202", `${count(run.counts.byStatus["200"] ?? 0)} / ${count(run.counts.byStatus["202"] ?? 0)}`],
			["answered 429", `${withShare(run, (status) => status === 429)}${tellsWhenToComeAgain(run) ? ", each with `Retry-After`" : ""}`],
			["answered 5xx", withShare(run, (status) => status >= 500)],
			["not answered, refused or broken connections included", count(run.counts.unanswered)],
			["p50 / p95 / p99", percentiles(run.latencyMs)],
			["connections held", figuresOf(run)["connections at most"] ?? ""],
			["lost / counted twice", figuresOf(run)["lost / counted twice"] ?? ""],
			["the local cloud's memory", figuresOf(run)["local cloud's memory"] ?? ""],
			["its growth in the second half, a vote", memoryGrowth(run)],
		],
	);
}

function renderUnthrottled(turns: UnthrottledTurns): string {
	const { rounds, roundSeconds, shardCount } = UNTHROTTLED;
	const texts = (values: readonly number[]) => values.map(milliseconds).join(", ");
	return (
		`${turns.votesPerSecond} votes a second into ${shardCount} shards, ${rounds} turns of ${roundSeconds} s each, one version after the other. ` +
		`p95 of each turn: naive ${texts(turns.naive)}; Headroom ${texts(turns.headroom)}. ` +
		`Ratio of the medians: **${p95Ratio(turns).toFixed(2)}** (promised: at most ${HIGHEST_P95_RATIO}).`
	);
}

function memoryGrowth(run: StoredRun): string {
	const bytes = memoryBytesPerVote(run);
	return bytes === undefined ? "–" : kilobytes(bytes);
}

function withShare({ counts }: StoredRun, matches: (status: number) => boolean): string {
	const number = sumOf(counts.byStatus, matches);
	return `${count(number)} (${share(number, counts.offered)})`;
}

function percentiles(latency: StoredRun["latencyMs"]): string {
	return latency === undefined ? "–" : [latency.p50, latency.p95, latency.p99].map(milliseconds).join(" / ");
}

function lastReshard({ reshards, startedAtMs }: StoredRun): string {
	const activeAtMs = reshards.at(-1)?.activeAtMs;
	return activeAtMs === undefined ? "–" : secondsSince(startedAtMs, activeAtMs);
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
	return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
