import { describeOverride, type Override, utcSecond } from "@headroom/engine";
import { body, type Message, ONCE_DEDUPE_MS, subject } from "./message.ts";

/** A person has set, replaced or ended an override. */
export function overrideMessage(
	streamName: string,
	override: Override,
	replaced: Override,
	by: string,
	nowMs: number,
	{ endReason, undo }: { readonly undo?: string | undefined; readonly endReason?: string | undefined } = {},
): Message {
	const undoLines = undo === undefined ? [] : [[`Undo: ${undo}`]];
	const before = replaced.kind === "none" ? [] : [`Before, the stream was ${describeOverride(replaced)}.`];
	const common = {
		kind: "override",
		severity: "info",
		streamName,
		// With the moment: a person may set the same override again after its end.
		dedupeKey: `override#${override.kind === "none" ? "ended" : `${override.kind}#${override.by}`}#${nowMs}`,
		dedupeForMs: ONCE_DEDUPE_MS,
	} as const;
	if (override.kind === "none") {
		return {
			...common,
			subject: subject(streamName, "the autoscaler acts again"),
			body: body([
				`${streamName}: ${by} ended the override. The autoscaler acts again.`,
				before,
				endReason === undefined ? [] : [`Reason: ${endReason}.`],
				...undoLines,
			]),
		};
	}
	const verb = override.kind === "pause" ? "paused" : "held";
	return {
		...common,
		subject: subject(streamName, `${verb} until ${utcSecond(override.untilMs)}`),
		body: body([
			`${streamName} is ${describeOverride(override)}.`,
			before,
			["Until then the autoscaler evaluates the stream and reports, but does not reshard it. A person still can."],
			...undoLines,
		]),
	};
}

/** The same message with the override, so that the reader knows who keeps the autoscaler from acting, and until when. */
export function withOverrideNote(message: Message, override: Override): Message {
	if (override.kind === "none") return message;
	return { ...message, body: `${message.body}\n\nOverride: the stream is ${describeOverride(override)}.` };
}
