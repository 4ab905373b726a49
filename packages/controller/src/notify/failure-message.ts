import { INCOMPLETE, WITHOUT_METRICS } from "../error-collector.ts";
import { AutoscalerError, messageOf } from "../errors.ts";
import type { Wakeup } from "../ports/wakeup.ts";
import { body, type Message, RECURRING_DEDUPE_MS, subject, wokenByLine } from "./message.ts";

/** An evaluation failed, wholly or in part. */
export function failureMessage(streamName: string, error: unknown, wakeup: Wakeup): Message {
	const code = error instanceof AutoscalerError ? error.code : "unexpected";
	const [subjectText, first, consequence] = failureTexts(code, streamName, messageOf(error));
	return {
		kind: "failed",
		streamName,
		dedupeKey: `failed#${code}`,
		dedupeForMs: RECURRING_DEDUPE_MS,
		subject: subject(streamName, subjectText),
		// A policy's problems are a line each.
		body: body([code === "policy.malformed" ? first.split("\n") : first, [consequence, wokenByLine(wakeup)]]),
	};
}

function failureTexts(
	code: string,
	streamName: string,
	message: string,
): readonly [subjectText: string, first: string, consequence: string] {
	switch (code) {
		case INCOMPLETE:
			return ["evaluated, but not all was written", message, "The next evaluation finds what is missing and writes it."];
		case WITHOUT_METRICS:
			return [
				"evaluated without metrics",
				message,
				"Floors, minimum and a person's bounds were heeded. Nothing is decided by load until the metrics can be read again; it is tried at the next alarm, re-check or sweep.",
			];
		default:
			return [
				"could not be evaluated",
				`${streamName} could not be evaluated: ${message}`,
				"Nothing was changed. It is tried again at the next alarm, re-check or sweep.",
			];
	}
}
