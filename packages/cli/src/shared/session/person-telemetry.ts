import { LOG_EVENTS, type TelemetryPort } from "@headroom/controller";
import type { Terminal } from "../terminal/terminal.ts";

/** The functions publish metrics and lines. A person knows what they do, but for the message that reached nobody: it must not be lost. */
export function personTelemetry({ err }: Pick<Terminal, "err">): TelemetryPort {
	return {
		observed: () => {},
		log: (_, event, { body, reason, subject }) => {
			if (event === LOG_EVENTS.notificationFailed)
				err(`Nobody could be told: ${reason}\n  ${subject}\n  ${String(body).replaceAll("\n", "\n  ")}`);
		},
	};
}
