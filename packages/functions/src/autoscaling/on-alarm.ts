import { evaluateStream, probeStream } from "@headroom/controller";
import { readAlarmEvent } from "./alarm-event.ts";
import type { StreamAutoscaler } from "./compose.ts";
import { FUNCTION_EVENTS } from "./function-events.ts";

/**
 * An alarm changed its state: look at its stream. Any state is a hint to look, OK as well, since it is the observed stream that decides.
 *
 * An alarm that a probe had set is decided on and logged, and nothing is done.
 *
 * What is malformed, or about a stream that Headroom does not look after, is one log line: Lambda's retries would bring the same
 * event again.
 *
 * @throws what the evaluations threw, all of it, so that Lambda tries again
 */
export async function onAlarm({ ports, streams }: StreamAutoscaler, event: unknown): Promise<void> {
	const errors: unknown[] = [];
	for (const reading of readAlarmEvent(event)) {
		if (reading.kind === "malformed") {
			ports.telemetry.log("error", FUNCTION_EVENTS.alarmMalformed, { reason: reading.reason });
			continue;
		}
		const { streamName } = reading;
		const stream = await streams.find(streamName);
		const { alarmName, state } = reading.kind === "probe" ? reading.probe : reading.trigger;
		if (stream === undefined) ports.telemetry.log("warn", FUNCTION_EVENTS.alarmUnmanaged, { streamName, alarmName, state });
		else if (reading.kind === "probe") await probeStream(ports, stream, reading.probe);
		else await evaluateStream(ports, stream, reading.trigger).catch((error: unknown) => errors.push(error));
	}
	if (errors.length === 1) throw errors[0];
	if (errors.length > 1) throw new AggregateError(errors, `${errors.length} of the event's alarms could not be handled`);
}
