import type { TelemetryPort } from "./ports/telemetry-port.ts";

/** The same port, but it never throws: a fault of telemetry must not stop an act. */
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
		// There is no place left to report it.
	}
}
