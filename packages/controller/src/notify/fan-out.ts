import { DeliveryError, messageOf } from "../errors.ts";
import type { NotifierPort } from "../ports/notifier-port.ts";
import { PARTLY_DELIVERED } from "./notify-once.ts";

/** Several notifiers as one: each gets every message, even if another fails. */
export function fanOut(notifiers: readonly [NotifierPort, ...NotifierPort[]]): NotifierPort {
	const [only, ...others] = notifiers;
	if (others.length === 0) return only;
	return {
		async publish(notification) {
			const results = await Promise.allSettled(notifiers.map((notifier) => notifier.publish(notification)));
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
