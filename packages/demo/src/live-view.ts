import { count, type LoadCounts, type StageEvent, secondsSince } from "@headroom/load";
import { createLogUpdate } from "log-update";
import pc from "picocolors";
import { answersByClass, type DeliveredNotification } from "./run-report.ts";

export type LiveStatus =
	| { readonly phase: "load"; readonly counts: LoadCounts }
	| { readonly phase: "count"; readonly counted: number; readonly accepted: number };

/** What a person sees while it runs: lines for what happens, and one status line that is redrawn (a terminal) or repeated (a log). */
export interface LiveView {
	say(line: string): void;
	/** What is new since the last call. */
	events(events: readonly StageEvent[]): void;
	notification(notification: DeliveredNotification): void;
	show(status: LiveStatus): void;
	done(): void;
}

const REPEAT_IN_LOG_MS = 10_000;

export function liveView(output: NodeJS.WriteStream, durationSeconds: number, nowMs: () => number = Date.now): LiveView {
	const isTerminal = output.isTTY === true;
	const redraw = createLogUpdate(output);
	let startedAtMs: number | undefined;
	let lastStatusAtMs = 0;
	let hasThrottled = false;
	let shards: number | undefined;
	let throttledInLastSecond = 0;
	let statusLine = "";

	function say(line: string): void {
		if (isTerminal) redraw.clear();
		output.write(`${line}\n`);
		if (isTerminal && statusLine !== "") redraw(statusLine);
	}

	function sayAt(atMs: number, line: string): void {
		say(`${pc.dim(secondsSince(startedAtMs ?? atMs, atMs).padStart(8))}  ${line}`);
	}

	function tell(event: StageEvent): void {
		switch (event.kind) {
			case "write-throttled":
				throttledInLastSecond = event.records;
				if (!hasThrottled) sayAt(event.atMs, pc.yellow("first throttled write: the stream is too small"));
				hasThrottled = true;
				break;
			case "alarm-state":
				if (event.from !== event.to && event.to === "ALARM") sayAt(event.atMs, `${pc.red("ALARM")} ${event.alarmName}`);
				else if (event.from === "ALARM") sayAt(event.atMs, `${pc.green(event.to)} ${event.alarmName}`);
				break;
			case "update-shard-count":
				if (event.outcome === "accepted")
					sayAt(event.atMs, pc.bold(`UpdateShardCount ${event.currentShardCount} → ${event.targetShardCount} accepted; UPDATING`));
				else
					sayAt(
						event.atMs,
						pc.red(
							`UpdateShardCount ${event.currentShardCount} → ${event.targetShardCount} refused: ${event.message ?? "no reason given"}`,
						),
					);
				break;
			case "stream-active":
				shards = event.openShardCount;
				sayAt(event.atMs, pc.green(`the stream is ACTIVE with ${event.openShardCount} shard(s)`));
				break;
			case "function-error":
				break;
		}
	}

	/** Together, since a function that fails under load fails by the hundred. */
	function tellFunctionErrors(events: readonly StageEvent[]): void {
		const failures = Map.groupBy(
			events.filter((event) => event.kind === "function-error"),
			({ functionName }) => functionName,
		);
		for (const [functionName, [first, ...others]] of failures) {
			if (first === undefined) continue;
			const times = others.length === 0 ? "" : ` ${count(others.length + 1)} times, first`;
			sayAt(first.atMs, pc.red(`function ${functionName} failed${times}: ${first.message}`));
		}
	}

	return {
		say,
		events(events) {
			for (const event of events) tell(event);
			tellFunctionErrors(events);
		},
		notification(notification) {
			sayAt(notification.receivedAtMs, `${pc.cyan("notified:")} ${notification.subject}`);
		},
		show(status) {
			const now = nowMs();
			if (status.phase === "load") {
				startedAtMs ??= now;
				const { ok200, queued202, client4xx, server5xx, unanswered } = answersByClass(status.counts.byStatus, status.counts.unanswered);
				const elapsed = Math.min(durationSeconds, Math.round((now - startedAtMs) / 1000));
				const waiting = status.counts.offered - ok200 - queued202 - client4xx - server5xx - unanswered;
				statusLine =
					`${elapsed}/${durationSeconds} s  offered ${count(status.counts.offered)}  200: ${count(ok200)}  202: ${count(queued202)}  ` +
					`4xx: ${count(client4xx)}  5xx: ${count(server5xx)}  waiting: ${count(waiting)}  unanswered: ${count(unanswered)}  throttled/s: ${count(throttledInLastSecond)}` +
					(shards === undefined ? "" : `  shards: ${shards}`);
				throttledInLastSecond = 0;
			} else {
				statusLine = `the load is over; counted ${count(status.counted)} of ${count(status.accepted)} accepted votes`;
			}
			if (isTerminal) redraw(statusLine);
			else if (now - lastStatusAtMs >= REPEAT_IN_LOG_MS) {
				output.write(`${statusLine}\n`);
				lastStatusAtMs = now;
			}
		},
		done() {
			if (isTerminal) redraw.clear();
			statusLine = "";
		},
	};
}
