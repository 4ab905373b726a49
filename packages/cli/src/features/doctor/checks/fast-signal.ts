import { whole } from "@headroom/engine";
import { fastSignalSentence, readFastSignal } from "../../../shared/streams/fast-signal.ts";
import type { CheckContext } from "../check.ts";
import { checkEachStream } from "../check-each-stream.ts";
import type { Finding } from "../finding.ts";

/** Finds streams whose producers are throttled and do not say so: Headroom hears of it from the service, minutes later. */
export function checkFastSignal(context: CheckContext): Promise<readonly Finding[]> {
	const { ports, session } = context;
	return checkEachStream(context, async ({ streamName }): Promise<readonly Finding[]> => {
		const signal = await readFastSignal(session, streamName, ports.clock.nowMs());
		switch (signal.kind) {
			case "published":
			case "unknown":
				return [];
			case "unread":
				return [
					{ severity: "unchecked", code: "check.failed", where: streamName, says: `${streamName}: ${fastSignalSentence(signal)}`, fix: [] },
				];
			case "not-published":
				return [
					{
						severity: "warning",
						code: "producers.no-fast-signal",
						where: streamName,
						says: `${whole(signal.throttledRecords)} writes to ${streamName} were refused in the last 14 days. ${fastSignalSentence(signal)}`,
						fix: ["Let the producers publish WriteThrottles: docs/producers.md has the lines for each language"],
					},
				];
		}
	});
}
