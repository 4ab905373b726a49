import { DeliveryError, messageOf } from "../errors.ts";
import { type Notification, type NotifierPort, PARTLY_DELIVERED } from "../ports/notifier-port.ts";

/** Several notifiers as one: each gets every message, even if another fails. */
export function fanOut(notifiers: readonly [NotifierPort, ...NotifierPort[]]): NotifierPort {
	const [only, ...others] = notifiers;
	if (others.length === 0) return only;
	return {
		async publish(notification) {
			const results = await Promise.allSettled(notifiers.map((notifier) => withinTime(notifier, notification)));
			const errors = results.flatMap((result): unknown[] => (result.status === "rejected" ? [result.reason] : []));
			if (errors.length === 0) return;
			const isForNobody = errors.length === notifiers.length;
			throw new DeliveryError(`${errors.length} of ${notifiers.length} notifiers failed: ${errors.map(messageOf).join("; ")}`, {
				code: isForNobody ? "notification.failed" : PARTLY_DELIVERED,
				retryable: errors.some((error) => error instanceof DeliveryError && error.retryable),
				streamName: notification.streamName,
				cause: new AggregateError(errors),
			});
		},
	};
}

/**
 * A notifier that hangs must not keep the claim of a message from being confirmed: the others would send the message again. Less than a claim
 * lasts.
 */
const PUBLISH_WITHIN_MS = 15_000;

async function withinTime(notifier: NotifierPort, notification: Notification): Promise<void> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<never>((_, reject) => {
		const error = new Error(`A notifier did not answer within ${PUBLISH_WITHIN_MS / 1000} s.`);
		timer = setTimeout(() => reject(error), PUBLISH_WITHIN_MS);
	});
	try {
		await Promise.race([notifier.publish(notification), late]);
	} finally {
		clearTimeout(timer);
	}
}
