import { describeOverride, type Override, utcSecond } from "@headroom/engine";
import { body, type Message, ONCE_DEDUPE_MS, subject } from "./message.ts";

/** A person has set, replaced or ended an override. */
export function overrideMessage(streamName: string, override: Override, replaced: Override, by: string, nowMs: number): Message {
	const before = replaced.kind === "none" ? [] : [`Before, it was ${describeOverride(replaced)}.`];
	const common = {
		kind: "override",
		streamName,
		// The moment is part of it: the same override may be set again after it was ended.
		dedupeKey: `override#${override.kind === "none" ? "ended" : `${override.kind}#${override.by}`}#${nowMs}`,
		dedupeForMs: ONCE_DEDUPE_MS,
	} as const;
	if (override.kind === "none") {
		return {
			...common,
			subject: subject(streamName, "the autoscaler acts again"),
			body: body([`${streamName}: the autoscaler acts again, says ${by}.`, before]),
		};
	}
	const verb = override.kind === "pause" ? "paused" : "held";
	return {
		...common,
		subject: subject(streamName, `${verb} until ${utcSecond(override.untilMs)}`),
		body: body([
			`${streamName} is ${describeOverride(override)}.`,
			before,
			["Until then the autoscaler looks and tells, and does not reshard. A person still can."],
		]),
	};
}

/** The same message, and what a person has said: whoever reads it knows that the autoscaler is kept from acting, by whom and until when. */
export function withOverrideNote(message: Message, override: Override): Message {
	if (override.kind === "none") return message;
	return { ...message, body: `${message.body}\n\nOverride: the stream is ${describeOverride(override)}.` };
}
