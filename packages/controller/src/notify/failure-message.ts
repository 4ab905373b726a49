import { INCOMPLETE, WITHOUT_METRICS } from "../error-collector.ts";
import { AutoscalerError, messageOf } from "../errors.ts";
import { PARTLY_DELIVERED, type Severity } from "../ports/notifier-port.ts";
import type { Wakeup } from "../ports/wakeup.ts";
import { body, type Message, RECURRING_DEDUPE_MS, subject, wokenByLine } from "./message.ts";

/** An evaluation failed, wholly or in part. */
export function failureMessage(streamName: string, error: unknown, wakeup: Wakeup): Message {
	const code = error instanceof AutoscalerError ? error.code : "unexpected";
	const [subjectText, first, consequence, severity] = failureTexts(code, streamName, messageOf(error));
	return {
		kind: "failed",
		streamName,
		severity,
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
): readonly [subjectText: string, first: string, consequence: string, severity: Severity] {
	switch (code) {
		case INCOMPLETE:
			return ["evaluated, but some writes failed", message, "The next evaluation writes what is missing.", "warning"];
		case PARTLY_DELIVERED:
			return ["a notifier failed", message, "The message reached the other notifiers. Headroom does not send it again.", "warning"];
		case WITHOUT_METRICS:
			return [
				"evaluated without metrics",
				message,
				"Headroom applied floors, the minimum and overrides. It decides nothing by load until it can read the metrics. It tries again at the next alarm, re-check or sweep.",
				"warning",
			];
		default:
			return [
				"the evaluation failed",
				`Headroom could not evaluate ${streamName}: ${message}`,
				"Headroom changed nothing. It tries again at the next alarm, re-check or sweep.",
				"critical",
			];
	}
}
