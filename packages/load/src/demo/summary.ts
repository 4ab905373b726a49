import { plot } from "asciichart";
import pc from "picocolors";
import { describeLoad } from "../calibrate/choose-load.ts";
import { count, milliseconds, secondsSince, share } from "../format.ts";
import { plainTable, renderColumns } from "../table.ts";
import type { RunReport } from "./run-report.ts";
import { whyNotShown } from "./story.ts";

const CHART_HEIGHT = 6;
/** Columns for ten seconds, so that a run of 90 s is about as wide as a table. */
const COLUMNS_PER_BUCKET = 4;
const LABEL_WIDTH = 9;

/** The summary of a run for a person: the offered load, the events, the notifications, and the verdict on the count. */
export function renderSummary(report: RunReport): string {
	return [
		pc.bold(report.options.variant === "naive" ? "The article's version (naive)" : "Headroom"),
		...renderNotShown(report),
		renderAnswers(report),
		pc.bold(`Throttled writes per 10 s${report.neighbour === undefined ? "" : ", the neighbour's included"}`),
		renderThrottleChart(report.timeline.throttledPerTenSeconds),
		pc.bold("What happened"),
		renderTimeline(report),
		...renderNotifications(report),
		renderVerdict(report),
	].join("\n");
}

/** Runs side by side, a column each. */
export function renderComparison(reports: readonly RunReport[]): string {
	return renderColumns(
		reports.map(figures),
		reports.map(({ options }) => options.variant),
	);
}

/** One sentence on the promise, green or red. */
export function renderVerdict({ exactlyOnce, countedAfterSeconds }: RunReport): string {
	const { accepted, counted, lost, countedTwice, invented, countedUnpromised, holds } = exactlyOnce;
	const unpromised = countedUnpromised === 0 ? "" : ` (${count(countedUnpromised)} more were counted although answered 5xx or not at all)`;
	if (holds) {
		const when = countedAfterSeconds === undefined ? "" : `, ${countedAfterSeconds.toFixed(1)} s after the load ended`;
		return pc.green(`accepted = counted: ${count(accepted)} votes accepted, each counted exactly once${unpromised}${when}.`);
	}
	return pc.red(
		`NOT accepted = counted: ${count(accepted)} accepted, ${count(counted)} counted, ${count(lost.length)} lost, ${count(countedTwice)} counted twice, ${count(invented.length)} never accepted.`,
	);
}

// --- internal ---

function figures(report: RunReport): Record<string, string> {
	const { answers, exactlyOnce, latencyMs, load, neighbour, notSent, offered, offeredPerSecond, timeline } = report;
	const withShare = (part: number) => `${count(part)} (${share(part, offered)})`;
	return {
		load: describeLoad(load),
		offered: `${count(offered)} votes, ${count(offeredPerSecond)}/s${notSent > 0 ? `, ${count(notSent)} due but not sent` : ""}`,
		"answered 200 (stored)": withShare(answers.ok200),
		"answered 202 (queued)": withShare(answers.queued202),
		"answered 4xx": withShare(answers.client4xx),
		"answered 5xx": withShare(answers.server5xx),
		unanswered: withShare(answers.unanswered),
		"latency p50 / p95 / p99": [latencyMs.p50, latencyMs.p95, latencyMs.p99].map(milliseconds).join(" / "),
		"throttled writes":
			neighbour === undefined
				? count(timeline.throttledWrites)
				: `${count(Math.max(0, timeline.throttledWrites - neighbour.throttled))} of votes, ${count(neighbour.throttled)} of the neighbour`,
		"shards at the end": String(
			timeline.reshards.findLast((reshard) => reshard.activeAtMs !== undefined)?.toShardCount ?? report.options.shardCount,
		),
		"reshards left today": report.reshardsLeft === undefined ? "not published" : `${report.reshardsLeft} of 10`,
		"accepted / counted": `${count(exactlyOnce.accepted)} / ${count(exactlyOnce.counted)}`,
	};
}

function renderAnswers(report: RunReport): string {
	const bodies = Object.entries(report.exampleBodies).map(([status, body]) => `an answer ${status}: ${body}`);
	return [renderColumns([figures(report)]), ...bodies].join("\n");
}

/** Without this a reader would take the machine's limits for the stream's. */
function renderNotShown(report: RunReport): string[] {
	const why = whyNotShown(report);
	return why === undefined ? [] : [pc.yellow(`This run does not show what it is for. ${why}`)];
}

function renderThrottleChart(perTenSeconds: readonly number[]): string {
	const points = perTenSeconds.flatMap((value) => new Array<number>(COLUMNS_PER_BUCKET).fill(value));
	if (points.every((value) => value === 0)) return "none";
	const chart = plot(points, { height: CHART_HEIGHT, format: (value: number) => count(value).padStart(LABEL_WIDTH) });
	const end = `${perTenSeconds.length * 10} s`;
	return `${chart}\n${" ".repeat(LABEL_WIDTH + 1)}0 s${end.padStart(points.length - 2)}`;
}

function renderTimeline({ timeline, loadStartedAtMs }: RunReport): string {
	const since = (atMs: number) => secondsSince(loadStartedAtMs, atMs);
	const table = plainTable();
	if (timeline.firstThrottleAtMs === undefined) table.push(["no write was throttled", ""]);
	else table.push(["first throttled write", since(timeline.firstThrottleAtMs)]);
	if (timeline.firstAlarm !== undefined) table.push([`alarm ${timeline.firstAlarm.alarmName}`, since(timeline.firstAlarm.atMs)]);
	for (const reshard of timeline.reshards) {
		const change = `${reshard.fromShardCount} → ${reshard.toShardCount}`;
		table.push([`UpdateShardCount ${change} accepted`, since(reshard.acceptedAtMs)]);
		table.push([
			`ACTIVE with ${reshard.toShardCount} shards`,
			reshard.activeAtMs === undefined ? "not before the end" : since(reshard.activeAtMs),
		]);
	}
	if (timeline.lastThrottleAtMs !== undefined) table.push(["last throttled write", since(timeline.lastThrottleAtMs)]);
	for (const message of timeline.refusedCalls) table.push(["UpdateShardCount refused", message]);
	if (timeline.functionErrors > 0) table.push(["function invocations that failed", count(timeline.functionErrors)]);
	const firstAccepted = timeline.reshards[0]?.acceptedAtMs;
	if (timeline.firstThrottleAtMs !== undefined && firstAccepted !== undefined) {
		table.push(["first throttle to UpdateShardCount", `${((firstAccepted - timeline.firstThrottleAtMs) / 1000).toFixed(1)} s`]);
	}
	return table.toString();
}

function renderNotifications({ notifications }: RunReport): string[] {
	if (notifications.length === 0) return [pc.bold("Notifications over SNS: none")];
	return [
		pc.bold("Notifications over SNS"),
		...notifications.flatMap(({ subject, body }) => [
			`• ${subject}`,
			...body
				.trimEnd()
				.split("\n")
				.map((line) => `    ${line}`),
		]),
	];
}
