import pc from "picocolors";
import type { LoadCounts } from "../drive/load-result.ts";
import { type EventView, eventView, type StreamSeen } from "../event-view.ts";
import type { LinePart } from "../fitted.ts";
import { count } from "../format.ts";
import { answersByClass, type DeliveredNotification } from "./run-report.ts";

/** What a person sees while the demo runs: the local cloud's events, the notifications, and the progress of load and count. */
export interface LiveView extends EventView {
	notification(notification: DeliveredNotification): void;
	load(counts: LoadCounts): void;
}

export function liveView(output: NodeJS.WriteStream, durationSeconds: number, nowMs?: () => number): LiveView {
	const view = eventView(output, nowMs);
	return {
		...view,
		notification: ({ receivedAtMs, subject }) => view.sayAt(receivedAtMs, `${pc.cyan("notified:")} ${subject}`),
		load: (counts) => view.show((seen) => statusLine(counts, seen, durationSeconds)),
	};
}

function statusLine(counts: LoadCounts, seen: StreamSeen, durationSeconds: number): readonly LinePart[] {
	const { ok200, queued202, client4xx, server5xx, unanswered } = answersByClass(counts.byStatus, counts.unanswered);
	const elapsed = Math.min(durationSeconds, seen.elapsedSeconds);
	const waiting = counts.offered - ok200 - queued202 - client4xx - server5xx - unanswered;
	return [
		{ text: `${elapsed}/${durationSeconds} s`, rank: 0 },
		{ text: `200: ${count(ok200)}`, rank: 4 },
		{ text: `202: ${count(queued202)}`, rank: 3 },
		{ text: client4xx === 0 ? "" : `4xx: ${count(client4xx)}`, rank: 3 },
		{ text: `5xx: ${count(server5xx)}`, rank: 1 },
		{ text: unanswered === 0 ? "" : `unanswered: ${count(unanswered)}`, rank: 3 },
		{ text: `waiting: ${count(waiting)}`, rank: 5 },
		{ text: `throttled/s: ${count(seen.throttledWrites)}`, rank: 2 },
		{ text: seen.openShardCount === undefined ? "" : `shards: ${seen.openShardCount}`, rank: 1 },
	];
}
