import { createLogUpdate } from "log-update";
import pc from "picocolors";
import { fitted, type LinePart } from "./fitted.ts";
import { count, secondsSince } from "./format.ts";
import type { LocalCloudEvent } from "./target/local-cloud-events.ts";

/** The state of the stream by the events so far, for a status line. */
export interface StreamSeen {
	/** Since the first status line. */
	readonly elapsedSeconds: number;
	/** Absent until the first event with a count. */
	readonly openShardCount?: number | undefined;
	/** Since the last status line. */
	readonly throttledWrites: number;
}

/** The view of a run for a person: lines for events, and one status line that is redrawn (terminal) or repeated (log). */
export interface EventView {
	say(line: string): void;
	/** With the time since the first status line before it. */
	sayAt(atMs: number, line: string): void;
	/** The events since the last call. */
	events(events: readonly LocalCloudEvent[]): void;
	/** In at most the terminal's columns; 80 in a log. */
	show(statusLineOf: (seen: StreamSeen) => readonly LinePart[]): void;
	/** In a terminal, what the run is waiting for and for how long, until the next status line. In a log `say` tells that. */
	wait(what: string): void;
	/** The progress of counting, once the load is over. */
	count(counted: number, accepted: number): void;
	done(): void;
}

type FunctionError = Extract<LocalCloudEvent, { readonly kind: "function-error" }>;

const REPEAT_IN_LOG_MS = 10_000;
const TELL_FAILURES_EVERY_MS = 10_000;
const WAIT_TICK_MS = 1000;
const COLUMNS_OF_A_LOG = 80;

export function eventView(output: NodeJS.WriteStream, nowMs: () => number = Date.now): EventView {
	const isTerminal = output.isTTY === true;
	const redraw = createLogUpdate(output);
	let startedAtMs: number | undefined;
	let lastStatusAtMs = 0;
	let hasThrottled = false;
	let shards: number | undefined;
	let throttledWrites = 0;
	let statusLine = "";
	const failed = new Map<string, { untold: FunctionError[]; toldAtMs: number }>();
	let waiting: NodeJS.Timeout | undefined;

	/** The last column stays free: some terminals break the line there. */
	const columns = () => (isTerminal ? (output.columns || COLUMNS_OF_A_LOG) - 1 : COLUMNS_OF_A_LOG);

	function wait(what: string): void {
		clearInterval(waiting);
		if (!isTerminal) return;
		const fromMs = nowMs();
		const draw = () => {
			statusLine = fitted([{ text: `${what} … ${Math.round((nowMs() - fromMs) / 1000)} s`, rank: 0 }], columns());
			redraw(statusLine);
		};
		draw();
		waiting = setInterval(draw, WAIT_TICK_MS).unref();
	}

	function say(line: string): void {
		if (isTerminal) redraw.clear();
		output.write(`${line}\n`);
		if (isTerminal && statusLine !== "") redraw(statusLine);
	}

	function sayAt(atMs: number, line: string): void {
		say(`${pc.dim(secondsSince(startedAtMs ?? atMs, atMs).padStart(8))}  ${line}`);
	}

	function tell(event: LocalCloudEvent): void {
		switch (event.kind) {
			case "write-throttled":
				throttledWrites += event.records;
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

	/** The first at once and then a sum every ten seconds: a function that fails under load fails hundreds of times. */
	function tellFunctionErrors(events: readonly LocalCloudEvent[]): void {
		for (const event of events) {
			if (event.kind !== "function-error") continue;
			const { functionName } = event;
			const failures = failed.get(functionName) ?? { untold: [], toldAtMs: Number.NEGATIVE_INFINITY };
			failures.untold.push(event);
			failed.set(functionName, failures);
		}
		for (const [functionName, failures] of failed) {
			const [first] = failures.untold;
			if (first === undefined || nowMs() - failures.toldAtMs < TELL_FAILURES_EVERY_MS) continue;
			const times = failures.untold.length === 1 ? "" : ` ${count(failures.untold.length)} times, first`;
			sayAt(first.atMs, pc.red(`function ${functionName} failed${times}: ${first.message}`));
			failures.untold = [];
			failures.toldAtMs = nowMs();
		}
	}

	function show(statusLineOf: (seen: StreamSeen) => readonly LinePart[]): void {
		clearInterval(waiting);
		const now = nowMs();
		startedAtMs ??= now;
		const elapsedSeconds = Math.round((now - startedAtMs) / 1000);
		statusLine = fitted(statusLineOf({ elapsedSeconds, throttledWrites, openShardCount: shards }), columns());
		throttledWrites = 0;
		if (isTerminal) redraw(statusLine);
		else if (now - lastStatusAtMs >= REPEAT_IN_LOG_MS) {
			output.write(`${statusLine}\n`);
			lastStatusAtMs = now;
		}
	}

	return {
		say,
		sayAt,
		show,
		wait,
		count: (counted, accepted) =>
			show(() => [{ text: `the load is over; counted ${count(counted)} of ${count(accepted)} accepted votes`, rank: 0 }]),
		events(events) {
			for (const event of events) tell(event);
			tellFunctionErrors(events);
		},
		done() {
			clearInterval(waiting);
			if (isTerminal) redraw.clear();
			statusLine = "";
		},
	};
}
