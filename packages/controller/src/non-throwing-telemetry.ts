import type { TelemetryPort } from "./ports/telemetry-port.ts";

/** The port, whatever it does: telemetry that breaks its promise and throws must not stop an act. */
export function nonThrowingTelemetry(telemetry: TelemetryPort): TelemetryPort {
	return {
		observed: (observed) => quietly(() => telemetry.observed(observed)),
		log: (level, event, fields) => quietly(() => telemetry.log(level, event, fields)),
	};
}

function quietly(say: () => void): void {
	try {
		say();
	} catch {
		// There is nothing left to say it to.
	}
}
