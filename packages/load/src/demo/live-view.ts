import pc from "picocolors";
import type { LoadCounts } from "../drive/load-result.ts";
import { type EventView, eventView, type StreamSeen } from "../event-view.ts";
import { count } from "../format.ts";
import { answersByClass, type DeliveredNotification } from "./run-report.ts";

export type LiveStatus =
	| { readonly phase: "load"; readonly counts: LoadCounts }
	| { readonly phase: "count"; readonly counted: number; readonly accepted: number };

/** The local cloud's events, what people were told, and how far the load and the count have come. */
export interface LiveView extends Pick<EventView, "done" | "events" | "say"> {
	notification(notification: DeliveredNotification): void;
	show(status: LiveStatus): void;
}

export function liveView(output: NodeJS.WriteStream, durationSeconds: number, nowMs: () => number = Date.now): LiveView {
	const { show, sayAt, ...view } = eventView(output, nowMs);
	return {
		...view,
		notification: ({ receivedAtMs, subject }) => sayAt(receivedAtMs, `${pc.cyan("notified:")} ${subject}`),
		show: (status) => show((seen) => statusLine(status, seen, durationSeconds)),
	};
}

function statusLine(status: LiveStatus, seen: StreamSeen, durationSeconds: number): string {
	if (status.phase === "count") return `the load is over; counted ${count(status.counted)} of ${count(status.accepted)} accepted votes`;
	const { counts } = status;
	const { ok200, queued202, client4xx, server5xx, unanswered } = answersByClass(counts.byStatus, counts.unanswered);
	const elapsed = Math.min(durationSeconds, seen.elapsedSeconds);
	const waiting = counts.offered - ok200 - queued202 - client4xx - server5xx - unanswered;
	return (
		`${elapsed}/${durationSeconds} s  offered ${count(counts.offered)}  200: ${count(ok200)}  202: ${count(queued202)}  ` +
		`4xx: ${count(client4xx)}  5xx: ${count(server5xx)}  waiting: ${count(waiting)}  unanswered: ${count(unanswered)}  throttled/s: ${count(seen.throttledWrites)}` +
		(seen.openShardCount === undefined ? "" : `  shards: ${seen.openShardCount}`)
	);
}
