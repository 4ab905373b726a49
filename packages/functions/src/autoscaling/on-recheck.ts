import { readRecheckMessage } from "@headroom/aws/autoscaler";
import { evaluateStream, isRateRefusal } from "@headroom/controller";
import type { StreamAutoscaler } from "./compose.ts";
import { FUNCTION_EVENTS } from "./function-events.ts";

/**
 * A re-check came back: evaluate its stream again. A malformed message, or one about a stream that is no longer managed, is only one log
 * line: a retry would bring the same.
 *
 * @param body of the SQS message
 * @throws the error of the evaluation, so that the message comes back
 */
export async function onRecheck({ ports, streams }: StreamAutoscaler, body: string): Promise<void> {
	const reading = readRecheckMessage(body);
	if (reading.kind === "malformed") {
		ports.telemetry.log("error", FUNCTION_EVENTS.recheckMalformed, { reason: reading.reason });
		return;
	}
	const { streamName, reason } = reading;
	const stream = await streams.find(streamName);
	if (stream === undefined) {
		ports.telemetry.log("warn", FUNCTION_EVENTS.recheckUnmanaged, { streamName, reason });
		return;
	}
	await evaluateStream(ports, stream, { kind: "recheck", reason }).catch((error: unknown) => {
		// Postponed: another re-check is on its way.
		if (!isRateRefusal(error)) throw error;
	});
}
