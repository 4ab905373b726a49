import pc from "picocolors";
import type { LoadModel } from "../drive/load-model.ts";
import { type AnswerGroup, sumOf } from "../drive/load-result.ts";
import { count, milliseconds, secondsSince, share, visible } from "../format.ts";
import { renderColumns } from "../table.ts";
import type { StoredRun } from "./stored-run.ts";

/** The summary of a finished run for a person. */
export function renderRun(run: StoredRun): string {
	return [
		pc.bold(`${describeModel(run.model)} against ${run.target}`),
		renderFigures([run]),
		...renderGroups(run),
		renderVerdict(run),
	].join("\n");
}

/** Runs side by side, a column each. */
export function renderFigures(runs: readonly StoredRun[], titles: readonly string[] = []): string {
	return renderColumns(runs.map(figuresOf), titles);
}

/** Every figure of a run by its name, formatted. */
export function figuresOf(run: StoredRun): Record<string, string> {
	const { correctedLatencyMs, counts, exactlyOnce, latencyMs, reshards, seconds, shards, stageMemory } = run;
	const { offered } = counts;
	const of = (number: number) => `${count(number)} (${share(number, offered)})`;
	const elapsedSeconds = Math.max(1, ((seconds.at(-1)?.atMs ?? run.startedAtMs) - (seconds[0]?.atMs ?? run.startedAtMs)) / 1000);
	return {
		state: run.state === "complete" ? "complete" : `${run.state}${run.failure === undefined ? "" : `: ${run.failure}`}`,
		load: describeModel(run.model),
		...(run.neighbour === undefined ? {} : { "beside it": neighbourText(run.neighbour) }),
		"votes sent": `${count(offered)}, ${count(offered / elapsedSeconds)}/s${counts.notSent > 0 ? `, ${count(counts.notSent)} due but not sent` : ""}`,
		"answered 200 (stored)": of(counts.byStatus["200"] ?? 0),
		"answered 202 (queued)": of(counts.byStatus["202"] ?? 0),
		"answered 429 (too many)": of(counts.byStatus["429"] ?? 0),
		"answered other 4xx": of(sumOf(counts.byStatus, (status) => status >= 400 && status < 500 && status !== 429)),
		"answered 5xx": of(sumOf(counts.byStatus, (status) => status >= 500)),
		"not answered": of(counts.unanswered),
		"latency mean": latencyMs === undefined ? "–" : milliseconds(latencyMs.mean),
		"latency p50 / p95 / p99 / max": latencyText(latencyMs),
		"corrected p50 / p95 / p99 / max": latencyText(correctedLatencyMs),
		"connections at most": count(connectionsAtMost(run)),
		"throttled writes": run.throttledWrites === undefined ? "not seen" : count(run.throttledWrites),
		shards: shards.length === 0 ? "not seen" : shards.map(({ openShardCount }) => openShardCount).join(" → "),
		reshards: reshards.length === 0 ? "none" : reshards.map(({ acceptedAtMs }) => secondsSince(run.startedAtMs, acceptedAtMs)).join(", "),
		"local cloud's memory": memoryText(stageMemory),
		"accepted / counted": exactlyOnce === undefined ? "not counted" : `${count(exactlyOnce.accepted)} / ${count(exactlyOnce.counted)}`,
		"lost / counted twice": exactlyOnce === undefined ? "–" : `${count(exactlyOnce.lost)} / ${count(exactlyOnce.countedTwice)}`,
	};
}

/** Open at the same time, by the second. */
export function connectionsAtMost({ seconds }: Pick<StoredRun, "seconds">): number {
	return Math.max(0, ...seconds.map(({ openConnections }) => openConnections));
}

export function describeModel(model: LoadModel): string {
	if (model.kind === "rate") return `${count(model.ratePerSecond)} votes/s, independent of the answers`;
	const think = model.thinkMs === 0 ? "without thinking" : `thinking ${milliseconds(model.thinkMs)}`;
	return `${count(model.users)} users, ${think} between votes`;
}

/** Whether the group needs an explanation: a refusal, an error or no answer. */
export function isErrorGroup({ status }: Pick<AnswerGroup, "status">): boolean {
	return status === 0 || status >= 400;
}

export function groupTitle({ code, status }: Pick<AnswerGroup, "code" | "status">): string {
	return `${status === 0 ? "no answer" : status}${code === "" ? "" : ` ${code}`}`;
}

/** One sentence on the promise; `holds` is absent if that is unknown. */
export function verdictOf({ exactlyOnce, failure, state }: StoredRun): { readonly holds?: boolean; readonly text: string } {
	if (exactlyOnce === undefined) {
		const why = state === "complete" ? "The votes were not counted." : `The run was ${state} before the votes were counted.`;
		return { text: failure === undefined ? why : `${why} ${failure}` };
	}
	const { accepted, comparedBy, counted, countedTwice, countedUnpromised, holds, lost } = exactlyOnce;
	const by = comparedBy === "voters" ? "each counted exactly once" : "and as many in the results";
	const unpromised = countedUnpromised === 0 ? "" : ` (${count(countedUnpromised)} more were counted although answered 5xx or not at all)`;
	return holds
		? { holds, text: `accepted = counted: ${count(accepted)} votes accepted, ${by}${unpromised}.` }
		: {
				holds,
				text: `NOT accepted = counted: ${count(accepted)} accepted, ${count(counted)} counted, ${count(lost)} lost, ${count(countedTwice)} counted twice.`,
			};
}

// --- internal ---

function neighbourText({ recordsPerSecond, stored, throttled }: NonNullable<StoredRun["neighbour"]>): string {
	return `${count(recordsPerSecond)} records/s of a neighbour: ${count(stored)} stored, ${count(throttled)} throttled`;
}

function latencyText(latency: StoredRun["latencyMs"]): string {
	return latency === undefined ? "–" : [latency.p50, latency.p95, latency.p99, latency.max].map(milliseconds).join(" / ");
}

function memoryText(memory: StoredRun["stageMemory"]): string {
	const [first] = memory;
	const last = memory.at(-1);
	if (first === undefined || last === undefined) return "not seen";
	const megabytes = (bytes: number) => `${count(bytes / 1e6)} MB`;
	return `${megabytes(first.bytes)} → ${megabytes(last.bytes)}, most ${megabytes(Math.max(...memory.map(({ bytes }) => bytes)))}`;
}

function renderGroups({ groups, traces }: StoredRun): string[] {
	return groups.filter(isErrorGroup).flatMap((group) => {
		const trace = traces.find(({ code, status }) => code === group.code && status === group.status);
		return [
			`${pc.red(visible(groupTitle(group)))} ${count(group.count)} times, such as: ${visible((trace?.example ?? group.first).body)}`,
			...(trace?.steps ?? []).map(({ logGroup, says }) => `    ${visible(`${logGroup}: ${says}`)}`),
		];
	});
}

function renderVerdict(run: StoredRun): string {
	const { holds, text } = verdictOf(run);
	return holds === undefined ? pc.yellow(text) : holds ? pc.green(text) : pc.red(text);
}
