import type { ErrorCollector } from "../error-collector.ts";
import { messageOf } from "../errors.ts";
import { LOG_EVENTS } from "../log-events.ts";
import { nonThrowingTelemetry } from "../non-throwing-telemetry.ts";
import { actMessage } from "../notify/act-message.ts";
import type { ActsPort, PersonAct } from "../ports/acts-port.ts";
import type { Ports } from "../ports/ports.ts";

export interface ReportActPorts extends Pick<Ports, "notifier" | "telemetry"> {
	readonly history: ActsPort;
}

/**
 * Record what a person did, and tell people. The act is done: what fails here undoes nothing and is collected; a message that is not delivered is
 * shown to the person. Without a claim: no other process has this act to report, and a claim would stay behind a stream that is detached.
 */
export async function reportAct(
	{ history, notifier, telemetry }: ReportActPorts,
	act: PersonAct,
	errors: ErrorCollector,
	team?: string,
): Promise<void> {
	await errors.capture(history.recordAct(act));
	const message = actMessage(act, team);
	try {
		await notifier.publish(message);
	} catch (error) {
		const { body, streamName, subject } = message;
		nonThrowingTelemetry(telemetry).log("error", LOG_EVENTS.notificationFailed, { streamName, subject, body, reason: messageOf(error) });
		await errors.capture(Promise.reject(error));
	}
}
