import type { HistoryError } from "@headroom/controller";
import { explainError } from "../errors/explain-error.ts";
import type { AwsSession } from "../session/aws-session.ts";
import { settleEach } from "./settle-each.ts";

/** A stream that could not be read. */
export interface StreamFault {
	readonly streamName: string;
	/** Why, in a sentence. */
	readonly fault: string;
}

/** Reads the streams, some concurrently. A stream that cannot be read does not hide the others. */
export async function readEach<Stream extends { readonly streamName: string }, Reading extends object>(
	{ options }: Pick<AwsSession, "options">,
	streams: readonly Stream[],
	read: (stream: Stream) => Promise<Reading>,
): Promise<{ readonly readings: readonly Reading[]; readonly faults: readonly StreamFault[] }> {
	const readings: Reading[] = [];
	const faults: StreamFault[] = [];
	const outcomes = await settleEach(streams, read);
	outcomes.forEach((outcome, index) => {
		if (outcome.status === "fulfilled") readings.push(outcome.value);
		else faults.push({ streamName: streams[index]?.streamName ?? "", fault: explainError(outcome.reason, options).message });
	});
	return { readings, faults };
}

/** What of a stream's history cannot be read, each item named. */
export function malformedFaults(streamName: string, malformed: readonly HistoryError[] = []): StreamFault[] {
	return malformed.map(({ message }) => ({ streamName, fault: message }));
}
