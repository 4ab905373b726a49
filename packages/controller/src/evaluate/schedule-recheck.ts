import type { ErrorCollector } from "../error-collector.ts";
import { messageOf } from "../errors.ts";
import { LOG_EVENTS } from "../log-events.ts";
import type { ClaimsPort } from "../ports/claims-port.ts";
import type { Ports } from "../ports/ports.ts";
import type { Recheck } from "../ports/recheck-port.ts";

/** Two host clocks may differ by a little: a chain of re-checks must not break because one arrives early. */
const CLOCK_DIFFERENCE_MS = 1_000;

export interface RecheckPorts extends Pick<Ports, "clock" | "recheck" | "telemetry"> {
	readonly history: ClaimsPort;
}

/**
 * Schedule a re-check, unless one for the same reason was scheduled within the new one's delay. So alarms and sweeps add no re-checks: a
 * stream has one chain of them for each reason, and each one schedules the next.
 *
 * @returns the scheduled re-check
 */
export async function scheduleRecheck(ports: RecheckPorts, recheck: Recheck, errors: ErrorCollector): Promise<Recheck | undefined> {
	const { streamName, reason, delaySeconds } = recheck;
	const dedupeKey = `recheck#${reason}`;
	const dedupeForMs = Math.max(0, delaySeconds * 1000 - CLOCK_DIFFERENCE_MS);
	const claim = await errors.capture(ports.history.claim(streamName, dedupeKey, ports.clock.nowMs(), dedupeForMs));
	if (claim !== undefined && claim !== "claimed") return undefined;
	try {
		await ports.recheck.schedule(recheck);
		return recheck;
	} catch (error) {
		ports.telemetry.log("error", LOG_EVENTS.recheckFailed, { streamName, recheckReason: reason, delaySeconds, reason: messageOf(error) });
		await errors.capture(ports.history.releaseClaim(streamName, dedupeKey));
		await errors.capture(Promise.reject(error));
		return undefined;
	}
}
