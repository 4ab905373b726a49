import { explainError } from "../../shared/errors/explain-error.ts";
import type { KnownStream } from "../../shared/streams/managed-streams.ts";
import { settleEach } from "../../shared/streams/settle-each.ts";
import type { CheckContext } from "./check.ts";
import type { Finding } from "./finding.ts";

/**
 * Looks at every stream, some side by side. One that cannot be looked at is a finding of its own, and keeps no other from being looked at.
 * @throws what the first failed with, where none could be looked at: then it is nothing of the streams'
 */
export async function checkEachStream(
	{ session, streams }: CheckContext,
	check: (stream: KnownStream) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
	const settled = await settleEach(streams, check);
	const [first] = settled;
	if (first?.status === "rejected" && settled.every(({ status }) => status === "rejected")) throw first.reason;
	return settled.flatMap((outcome, index) => {
		if (outcome.status === "fulfilled") return outcome.value;
		const { hints, message } = explainError(outcome.reason, session.options);
		const where = streams[index]?.streamName ?? "";
		return [{ severity: "unchecked", code: "check.failed", where, says: `Not checked: ${where}: ${message}`, fix: hints }];
	});
}
