import { LOG_EVENTS, type TelemetryPort } from "@headroom/controller";
import type { Terminal } from "../terminal/terminal.ts";

/** A person needs no metrics and log lines of their own acts. Only an undelivered message is shown, so that it is not lost. */
export function personTelemetry({ err }: Pick<Terminal, "err">): TelemetryPort {
	return {
		observed: () => {},
		log: (_, event, { body, reason, subject }) => {
			if (event === LOG_EVENTS.notificationFailed)
				err(`Headroom could not deliver this message: ${reason}\n  ${subject}\n  ${String(body).replaceAll("\n", "\n  ")}`);
		},
	};
}
