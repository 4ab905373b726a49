import type { ErrorCollector } from "../error-collector.ts";
import { DeliveryError, messageOf } from "../errors.ts";
import { LOG_EVENTS } from "../log-events.ts";
import type { ClaimsPort } from "../ports/claims-port.ts";
import type { DecisionEntry, LedgerPort } from "../ports/ledger-port.ts";
import { type NotifierPort, PARTLY_DELIVERED } from "../ports/notifier-port.ts";
import type { Ports } from "../ports/ports.ts";
import type { Message } from "./message.ts";

/**
 * How long a claim holds until its message is delivered: longer than a history entry and a notification take with their retries. So only a
 * crash or a hanging service leads to a second message. Another process sends the message of a dead one after this time.
 */
export const CONFIRM_CLAIM_WITHIN_MS = 30_000;

/**
 * When this process sent which message without a claim, by stream and key. It counts only while the history cannot be reached: then every
 * evaluation of every stream has a failure to report, and nothing else remembers that people know.
 */
const sentWithoutClaim = new WeakMap<NotifierPort, Map<string, number>>();

export interface NotifyPorts extends Pick<Ports, "clock" | "notifier" | "telemetry"> {
	readonly history: ClaimsPort & Pick<LedgerPort, "recordDecision">;
}

/**
 * Send a message once: claim, history entry, notification, claim confirmed, in this order.
 *
 * - The claim fails: it sends all the same, once a process. Twice is better than never.
 * - The delivery fails: it gives the claim back, so that the next evaluation sends the message.
 * - The process dies in between: the claim ends by itself.
 *
 * @returns `told` if people know it, now or before; `being-sent` if another evaluation has claimed it and may die before they do; `failed` if
 *   nobody could be told
 */
export async function notifyOnce(
	ports: NotifyPorts,
	message: Message,
	entry: DecisionEntry | undefined,
	errors: ErrorCollector,
): Promise<"being-sent" | "failed" | "told"> {
	const { dedupeForMs, dedupeKey, streamName } = message;
	const claimedAtMs = ports.clock.nowMs();
	const claim = await errors.capture(ports.history.claim(streamName, dedupeKey, claimedAtMs, dedupeForMs, CONFIRM_CLAIM_WITHIN_MS));
	if (claim === "being-sent") return "being-sent";
	if (claim === "already-sent") return "told";
	const sent = sentWithoutClaim.get(ports.notifier) ?? new Map<string, number>();
	const key = `${streamName}#${dedupeKey}`;
	const sentAtMs = sent.get(key);
	if (claim === undefined && sentAtMs !== undefined && ports.clock.nowMs() - sentAtMs < dedupeForMs) return "told";
	if (entry !== undefined) await errors.capture(ports.history.recordDecision(entry));
	const isSent = await publish(ports, message, errors);
	if (claim === undefined && isSent) sentWithoutClaim.set(ports.notifier, sent.set(key, ports.clock.nowMs()));
	if (claim === "claimed" && isSent) {
		await errors.capture(ports.history.confirmClaim(streamName, dedupeKey, claimedAtMs, dedupeForMs));
	}
	return isSent ? "told" : "failed";
}

/** @returns whether people know */
async function publish(ports: NotifyPorts, message: Message, errors: ErrorCollector): Promise<boolean> {
	const { dedupeForMs: _, ...notification } = message;
	const { dedupeKey } = notification;
	try {
		await ports.notifier.publish(notification);
		return true;
	} catch (error) {
		const { body, streamName, subject } = notification;
		ports.telemetry.log("error", LOG_EVENTS.notificationFailed, { streamName, subject, body, reason: messageOf(error) });
		const isPartlyDelivered = error instanceof DeliveryError && error.code === PARTLY_DELIVERED;
		if (!isPartlyDelivered) await errors.capture(ports.history.releaseClaim(streamName, dedupeKey));
		await errors.capture(Promise.reject(error));
		return isPartlyDelivered;
	}
}
