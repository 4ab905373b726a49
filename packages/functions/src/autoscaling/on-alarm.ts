import { evaluateStream, isRateRefusal } from "@headroom/controller";
import { readAlarmEvent } from "./alarm-event.ts";
import type { StreamAutoscaler } from "./compose.ts";
import { FUNCTION_EVENTS } from "./function-events.ts";

/**
 * An alarm changed its state: look at its stream. Any state is a hint to look, OK as well, since it is the observed stream that decides.
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
		const { streamName, trigger } = reading;
		const stream = await streams.find(streamName);
		if (stream === undefined) {
			ports.telemetry.log("warn", FUNCTION_EVENTS.alarmUnmanaged, { streamName, alarmName: trigger.alarmName, state: trigger.state });
			continue;
		}
		await evaluateStream(ports, stream, trigger).catch((error: unknown) => {
			// Postponed: a re-check is on its way.
			if (!isRateRefusal(error)) errors.push(error);
		});
	}
	if (errors.length === 1) throw errors[0];
	if (errors.length > 1) throw new AggregateError(errors, `${errors.length} of the event's alarms could not be handled`);
}
