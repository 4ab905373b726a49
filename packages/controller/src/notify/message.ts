import {
	RESHARD_COUNTED_MS,
	RESHARD_WINDOW_MS,
	RESHARDS_PER_ROLLING_DAY,
	type ReshardBudget,
	type ReshardRecord,
	shards,
	utcSecond,
	visibleText,
	whole,
} from "@headroom/engine";
import type { Notification } from "../ports/notifier-port.ts";
import type { Wakeup } from "../ports/wakeup.ts";

/** A notification, and how long it is the same as an earlier one. */
export interface Message extends Notification {
	/** For so long no message with the same `dedupeKey` is sent again. */
	readonly dedupeForMs: number;
}

/** A refusal or finding that lasts is sent again after this time. */
export const RECURRING_DEDUPE_MS = 3_600_000;
/** An event is sent once: its key holds the moment of the reshard, and no evaluation considers a reshard for longer. */
export const ONCE_DEDUPE_MS = RESHARD_WINDOW_MS;

/**
 * SNS wants fewer than 100 characters of ASCII without line breaks.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html Subject (read 2026-11-23)
 */
export const MAX_SUBJECT_LENGTH = 99;

/** A stream's name may be longer than a subject. The name is cut, never what happened. */
export function subject(streamName: string, says: string): string {
	const room = MAX_SUBJECT_LENGTH - `Headroom: : ${says}`.length;
	const name = streamName.length <= room ? streamName : `${streamName.slice(0, room - 3)}...`;
	return `Headroom: ${name}: ${says}`;
}

/**
 * Paragraphs with an empty line between them; one without lines is left out. A line stays one line, whatever a person or a service has put into it:
 * nobody's words look like ours, and SNS takes no control character but a line break.
 * @see https://aws.amazon.com/sns/faqs/ "What is the format of structured data or messages", read 2026-11-27
 */
export function body([first, ...paragraphs]: readonly [string | readonly string[], ...string[][]]): string {
	return [typeof first === "string" ? [first] : first, ...paragraphs]
		.filter((lines) => lines.length > 0)
		.map((lines) => lines.map(visibleText).join("\n"))
		.join("\n\n");
}

export function budgetLine({ left, nextFreeAtMs }: ReshardBudget): string {
	const free = nextFreeAtMs === undefined ? "" : `; the next one is free again at ${utcSecond(nextFreeAtMs)}`;
	return `Budget: ${left} of ${RESHARDS_PER_ROLLING_DAY} reshards are left in this rolling 24 h${free}.`;
}

/** The budget after a reshard at that moment. */
export function budgetAfter(before: ReshardBudget, reshardAtMs: number): ReshardBudget {
	const nextFreeAtMs = before.nextFreeAtMs ?? reshardAtMs + RESHARD_COUNTED_MS;
	return { used: before.used + 1, left: Math.max(0, before.left - 1), nextFreeAtMs };
}

/** "alarm headroom-votes-fast (ALARM)", in one line. */
export function describeWakeup(wakeup: Wakeup): string {
	return visibleText(wakeupWords(wakeup));
}

function wakeupWords(wakeup: Wakeup): string {
	switch (wakeup.kind) {
		case "alarm":
			return `alarm ${wakeup.alarmName} (${wakeup.state})`;
		case "person":
			return wakeup.by;
		case "recheck":
			return `re-check (${wakeup.reason})`;
		case "sweep":
			return "sweep";
		default:
			return wakeup satisfies never;
	}
}

export function wokenByLine(wakeup: Wakeup): string {
	return `Woken by: ${describeWakeup(wakeup)}.`;
}

/** "1 → 2 shards" */
export function change(fromShardCount: number, toShardCount: number): string {
	return `${whole(fromShardCount)} → ${shards(toShardCount)}`;
}

/** The same in ASCII, for subjects: "1 -> 2 shards". */
export function asciiChange(fromShardCount: number, toShardCount: number): string {
	return `${whole(fromShardCount)} -> ${shards(toShardCount)}`;
}

/** Who or what asked for a reshard. */
export function describeOrigin({ by, startedBy, trigger }: ReshardRecord): string {
	return by === undefined ? (trigger ?? `started by ${startedBy}`) : `asked for by ${by}`;
}
