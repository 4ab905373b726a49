import { evaluateStream } from "@headroom/controller";
import { readAlarmEvent } from "./alarm-event.ts";
import type { StreamAutoscaler } from "./compose.ts";
import { FUNCTION_EVENTS } from "./function-events.ts";

/**
 * An alarm changed its state: evaluate its stream. Any state is a hint, OK as well, since the observed stream decides.
 *
 * A malformed event, or one about a stream that is not managed, is one log line: Lambda's retries would bring the same event again.
 *
 * @throws the errors of all evaluations, so that Lambda tries again
 */
export async function onAlarm({ ports, streams }: StreamAutoscaler, event: unknown): Promise<void> {
	const errors: unknown[] = [];
	for (const reading of readAlarmEvent(event)) {
		if (reading.kind === "malformed") {
			ports.telemetry.log("error", FUNCTION_EVENTS.alarmMalformed, { reason: reading.reason });
			continue;
		}
		const { streamName, wakeup } = reading;
		const stream = await streams.find(streamName);
		if (stream === undefined) {
			ports.telemetry.log("warn", FUNCTION_EVENTS.alarmUnmanaged, { streamName, alarmName: wakeup.alarmName, state: wakeup.state });
			continue;
		}
		await evaluateStream(ports, stream, wakeup).catch((error: unknown) => errors.push(error));
	}
	if (errors.length === 1) throw errors[0];
	if (errors.length > 1) throw new AggregateError(errors, `${errors.length} of the event's alarms failed`);
}
