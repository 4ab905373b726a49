import type { Decision } from "@headroom/engine";
import { LOG_EVENTS } from "../evaluate/log-events.ts";
import type { DecisionOutcome, NotifierPort, Ports, Recheck, Wakeup } from "../ports/ports.ts";
import type { Message } from "./announcements.ts";
import type { ErrorCollector } from "./error-collector.ts";

/**
 * What this process has said without a claim, by stream and fingerprint, and when. Only while the history is out of reach is it asked: then
 * every evaluation of every stream has a failure to tell, and nothing else remembers that people know.
 */
const saidWithoutClaim = new WeakMap<NotifierPort, Map<string, number>>();

/**
 * How long a claim holds before its message is handed over: longer than a history entry and a notification take with their retries, so
 * that a second message needs a crash, or a service that hangs. What a dead process claimed, another says after this.
 */
export const CLAIM_LEASE_MS = 30_000;

/** What the history keeps beside what is said. */
export interface HistoryEntry {
	readonly decision: Decision;
	readonly wakeup: Wakeup;
	readonly outcome: DecisionOutcome;
}

/**
 * Say it, unless it was said: claim, history entry, notification, claim kept, in this order. When the claim cannot be had it is said
 * all the same, once a process: twice is better than never. When it cannot be handed over the claim is given back, so that the next
 * evaluation says it. When the process dies in between, the claim ends by itself.
 *
 * @returns `being-sent` where another evaluation has claimed it and may yet die before people know; else `done`
 */
export async function notifyOnce(
	ports: Ports,
	{ notification, dedupeKey, dedupeForMs }: Message,
	entry: HistoryEntry | undefined,
	errors: ErrorCollector,
): Promise<"being-sent" | "done"> {
	const { streamName } = notification;
	const claimedAtMs = ports.clock.nowMs();
	const claim = await errors.capture(ports.history.claim(streamName, dedupeKey, claimedAtMs, dedupeForMs, CLAIM_LEASE_MS));
	if (claim === "being-sent") return "being-sent";
	if (claim === "already-sent") return "done";
	const said = saidWithoutClaim.get(ports.notifier) ?? new Map<string, number>();
	const key = `${streamName}#${dedupeKey}`;
	const saidAtMs = said.get(key);
	if (claim === undefined && saidAtMs !== undefined && ports.clock.nowMs() - saidAtMs < dedupeForMs) return "done";
	if (entry !== undefined) await errors.capture(ports.history.recordDecision(entry.decision, entry.wakeup, entry.outcome));
	const isSaid = await handOver(() => ports.notifier.publish(notification), {
		errors,
		giveBack: () => ports.history.releaseClaim(streamName, dedupeKey),
		log: (reason) =>
			ports.telemetry.log("error", LOG_EVENTS.notificationFailed, {
				streamName,
				subject: notification.subject,
				body: notification.body,
				reason,
			}),
	});
	if (claim === undefined && isSaid) saidWithoutClaim.set(ports.notifier, said.set(key, ports.clock.nowMs()));
	if (claim === "claimed" && isSaid) await errors.capture(ports.history.confirmClaim(streamName, dedupeKey, claimedAtMs, dedupeForMs));
	return "done";
}

/** Two host clocks may differ by a little: a chain of re-checks must not break because one arrives early. */
const CLOCK_DIFFERENCE_MS = 1_000;

/**
 * Ask for a re-check, unless one for the same reason is on its way and was asked for within the new one's delay. However many
 * alarms and sweeps come meanwhile, a stream has one chain of re-checks a reason, each link made by the one before it, at
 * whatever delay.
 *
 * @returns the re-check that was asked for
 */
export async function scheduleRecheck(ports: Ports, recheck: Recheck, errors: ErrorCollector): Promise<Recheck | undefined> {
	const { streamName, reason, delaySeconds } = recheck;
	const dedupeKey = `recheck#${reason}`;
	const dedupeForMs = Math.max(0, delaySeconds * 1000 - CLOCK_DIFFERENCE_MS);
	const claim = await errors.capture(ports.history.claim(streamName, dedupeKey, ports.clock.nowMs(), dedupeForMs));
	if (claim !== undefined && claim !== "claimed") return undefined;
	const isScheduled = await handOver(() => ports.recheck.schedule(recheck), {
		errors,
		giveBack: () => ports.history.releaseClaim(streamName, dedupeKey),
		log: (why) => ports.telemetry.log("error", LOG_EVENTS.recheckFailed, { streamName, recheckReason: reason, delaySeconds, reason: why }),
	});
	return isScheduled ? recheck : undefined;
}

async function handOver(
	deliver: () => Promise<void>,
	otherwise: { readonly errors: ErrorCollector; readonly giveBack: () => Promise<void>; readonly log: (reason: string) => void },
): Promise<boolean> {
	try {
		await deliver();
		return true;
	} catch (error) {
		otherwise.log(error instanceof Error ? error.message : String(error));
		await otherwise.errors.capture(otherwise.giveBack());
		await otherwise.errors.capture(Promise.reject(error));
		return false;
	}
}
