import { evaluateStream, isRateRefusal, probeStream } from "@headroom/controller";
import { readAlarmEvent } from "./alarm-event.ts";
import type { AlarmOwner } from "./alarm-streams.ts";
import type { StreamAutoscaler } from "./compose.ts";
import { FUNCTION_EVENTS } from "./function-events.ts";

/**
 * An alarm changed its state: evaluate its streams. Any state is a hint, OK as well, since the observed stream decides.
 *
 * An alarm whose state a probe set is decided on and logged, and nothing is done.
 *
 * A malformed event, or one about a stream that is not managed, is one log line: Lambda's retries would bring the same event again.
 *
 * @param owner the account and Region of the function: others' alarms are not taken for ours
 * @throws the errors of all evaluations, so that Lambda tries again
 */
export async function onAlarm({ ports, streams }: StreamAutoscaler, event: unknown, owner: AlarmOwner = {}): Promise<void> {
	const errors: unknown[] = [];
	for (const reading of readAlarmEvent(event, owner)) {
		if (reading.kind === "malformed") {
			ports.telemetry.log("error", FUNCTION_EVENTS.alarmMalformed, { reason: reading.reason });
			continue;
		}
		const { streamName } = reading;
		const stream = await streams.find(streamName);
		const { alarmName, state } = reading.kind === "probe" ? reading.probe : reading.wakeup;
		if (stream === undefined) ports.telemetry.log("warn", FUNCTION_EVENTS.alarmUnmanaged, { streamName, alarmName, state });
		else if (reading.kind === "probe") await probeStream(ports, stream, reading.probe);
		else
			await evaluateStream(ports, stream, reading.wakeup).catch((error: unknown) => {
				// A postponed evaluation has scheduled its re-check.
				if (!isRateRefusal(error)) errors.push(error);
			});
	}
	if (errors.length === 1) throw errors[0];
	if (errors.length > 1) throw new AggregateError(errors, `${errors.length} of the event's alarms failed`);
}
