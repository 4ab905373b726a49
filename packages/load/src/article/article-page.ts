import { LoadError } from "../load-error.ts";
import type { StoredRun } from "../run/stored-run.ts";
import { figuresOf, sumOf } from "../run/summary.ts";
import { count, milliseconds, secondsSince, share } from "../wording.ts";
import { UNTHROTTLED } from "./article-plan.ts";
import { p95Ratio, type UnthrottledTurns } from "./unthrottled.ts";

export interface ArticleResults {
	readonly runs: ReadonlyMap<string, StoredRun>;
	readonly unthrottled: UnthrottledTurns;
	readonly durationSeconds: number;
	readonly measuredAtMs: number;
}

const BEGIN = "<!-- figures, written by npm run bench:article -->";
const END = "<!-- end of the figures -->";

/** How much slower than the naive version an unthrottled vote may be. */
const HIGHEST_P95_RATIO = 1.2;

/** Kept for each vote: the record, the tally's item, and what a collector has not looked at yet. More would be a leak. */
const MOST_MEMORY_BYTES_PER_VOTE = 5_000;
/** 10,000 connections against 1,000, with about as many votes. */
const HIGHEST_MEMORY_RATIO = 1.25;

/** Puts the figures in their place in docs/article.md. @throws LoadError when there is no such place */
export function withFigures(document: string, results: ArticleResults): string {
	const begin = document.indexOf(BEGIN);
	const end = document.indexOf(END);
	if (begin === -1 || end < begin)
		throw new LoadError(`docs/article.md has lost the lines ${BEGIN} and ${END}; between them the figures stand.`);
	return `${document.slice(0, begin + BEGIN.length)}\n\n${renderFigures(results)}\n\n${document.slice(end)}`;
}

/** What was promised and did not come true, a line each. */
export function brokenPromises({ runs, unthrottled }: ArticleResults): readonly string[] {
	const broken: string[] = [];
	for (const [name, run] of runs) {
		const serverErrors = sumOf(run.counts.byStatus, (status) => status >= 500);
		if (run.variant === "naive") {
			if (serverErrors === 0) broken.push(`${name}: the article's errors did not show: no 5xx.`);
		} else {
			if (serverErrors > 0) broken.push(`${name}: ${count(serverErrors)} answers were 5xx.`);
			if (run.counts.unanswered > 0) broken.push(`${name}: ${count(run.counts.unanswered)} votes were not answered.`);
			if (!tellsWhenToComeAgain(run)) broken.push(`${name}: a 429 had no Retry-After.`);
			const held = Math.max(0, ...run.seconds.map(({ openConnections }) => openConnections));
			if (run.model.kind === "users" && held < run.model.users)
				broken.push(`${name}: ${count(held)} of ${count(run.model.users)} connections were held.`);
		}
		const bytesPerVote = memoryBytesPerVote(run);
		if (bytesPerVote !== undefined && !(bytesPerVote <= MOST_MEMORY_BYTES_PER_VOTE))
			broken.push(`${name}: the stage's memory grew by ${kilobytes(bytesPerVote)} a vote, above ${kilobytes(MOST_MEMORY_BYTES_PER_VOTE)}.`);
		if (run.exactlyOnce?.holds !== true) broken.push(`${name}: not every accepted vote was counted exactly once.`);
	}
	const memory = memoryRatio(runs);
	if (memory !== undefined && !(memory <= HIGHEST_MEMORY_RATIO))
		broken.push(
			`headroom-10000: the stage took ${memory.toFixed(2)} times the memory that it took for 1,000 users, above ${HIGHEST_MEMORY_RATIO}.`,
		);
	const ratio = p95Ratio(unthrottled);
	if (!(ratio <= HIGHEST_P95_RATIO))
		broken.push(`unthrottled: p95 is ${ratio.toFixed(2)} times the naive version's, above ${HIGHEST_P95_RATIO}.`);
	return broken;
}

// --- internal ---

function renderFigures(results: ArticleResults): string {
	const { durationSeconds, measuredAtMs, runs, unthrottled } = results;
	const machine = [...runs.values()][0]?.machine;
	const broken = brokenPromises(results);
	return [
		`Measured ${new Date(measuredAtMs).toISOString().slice(0, 10)} on ${machine?.cores} × ${machine?.cpu}, ${count((machine?.memoryBytes ?? 0) / 2 ** 30)} GiB, ${machine?.system}, Node.js ${machine?.node}; ${durationSeconds} s a run, the load, the stage and both versions on the same processors.`,
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
		["the stage's memory", (run) => figuresOf(run)["stage's memory"] ?? ""],
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
			["the stage's memory", figuresOf(run)["stage's memory"] ?? ""],
			["its growth in the second half, a vote", memoryGrowth(run)],
		],
	);
}

function renderUnthrottled(turns: UnthrottledTurns): string {
	const { ratePerSecond, rounds, roundSeconds, shardCount } = UNTHROTTLED;
	const texts = (values: readonly number[]) => values.map(milliseconds).join(", ");
	return (
		`${ratePerSecond} votes a second into ${shardCount} shards, ${rounds} turns of ${roundSeconds} s each, one version after the other. ` +
		`p95 of each turn: naive ${texts(turns.naive)}; Headroom ${texts(turns.headroom)}. ` +
		`Ratio of the medians: **${p95Ratio(turns).toFixed(2)}** (promised: at most ${HIGHEST_P95_RATIO}).`
	);
}

/** Of each kind of 429 the first is looked at. */
function tellsWhenToComeAgain({ groups }: StoredRun): boolean {
	return groups.filter(({ status }) => status === 429).every(({ first }) => first.retryAfter !== undefined);
}

/** Bytes by which the stage grew in the second half of the watch, by half of the accepted votes: the first half warms threads up. Undefined where it was not watched. */
function memoryBytesPerVote({ counts, stageMemory }: StoredRun): number | undefined {
	const [first] = stageMemory;
	const last = stageMemory.at(-1);
	const accepted = sumOf(counts.byStatus, (status) => status < 300);
	if (first === undefined || last === undefined || accepted === 0) return undefined;
	const half = stageMemory.find(({ atMs }) => atMs >= (first.atMs + last.atMs) / 2) ?? last;
	return Math.max(0, last.bytes - half.bytes) / (accepted / 2);
}

function memoryGrowth(run: StoredRun): string {
	const bytes = memoryBytesPerVote(run);
	return bytes === undefined ? "–" : kilobytes(bytes);
}

function memoryRatio(runs: ArticleResults["runs"]): number | undefined {
	const [few, many] = ["headroom-1000", "headroom-10000"].map((name) => runs.get(name)?.stageMemory.at(-1)?.bytes);
	return few === undefined || many === undefined ? undefined : many / few;
}

function kilobytes(bytes: number): string {
	return `${(bytes / 1_000).toFixed(1)} kB`;
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
