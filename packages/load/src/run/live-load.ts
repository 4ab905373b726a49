import pc from "picocolors";
import { type EventView, eventView, type StreamSeen } from "../event-view.ts";
import type { LinePart } from "../fitted.ts";
import { count, milliseconds } from "../format.ts";
import type { StoredRun } from "./stored-run.ts";

/** What a person sees while the load runs. */
export interface LiveLoad extends EventView {
	/** Shows the line only the first time. */
	warnOnce(line: string): void;
	load(run: StoredRun): void;
}

export function liveLoad(output: NodeJS.WriteStream, nowMs?: () => number): LiveLoad {
	const view = eventView(output, nowMs);
	const warned = new Set<string>();
	return {
		...view,
		warnOnce(line) {
			if (warned.has(line)) return;
			warned.add(line);
			view.say(pc.yellow(line));
		},
		load: (run) => view.show((seen) => statusLine(run, seen)),
	};
}

function statusLine({ durationSeconds, seconds, shards }: StoredRun, { elapsedSeconds }: StreamSeen): readonly LinePart[] {
	const second = seconds.at(-1);
	const answers = Object.entries(second?.answers ?? {});
	const answered = answers.reduce((sum, [, number]) => sum + number, 0);
	const failed = answers.reduce((sum, [status, number]) => (Number(status) >= 400 ? sum + number : sum), second?.unanswered ?? 0);
	const latency =
		second?.latencyMs === undefined ? "" : `p50 ${milliseconds(second.latencyMs.p50)}  p95 ${milliseconds(second.latencyMs.p95)}`;
	const openShardCount = shards.at(-1)?.openShardCount;
	return [
		{ text: `${Math.min(durationSeconds, elapsedSeconds)}/${durationSeconds} s`, rank: 0 },
		{ text: `${count(answered)}/s`, rank: 2 },
		{ text: `errors ${count(failed)}/s`, rank: 1 },
		...answers.map(([status, number]) => ({ text: `${status}: ${count(number)}`, rank: 5 })),
		{ text: latency, rank: 3 },
		{ text: `connections ${count(second?.openConnections ?? 0)}`, rank: 4 },
		{ text: openShardCount === undefined ? "" : `shards ${openShardCount}`, rank: 2 },
	];
}
