import type { Decision } from "@headroom/engine";

/** The code of an error: some notifier of several failed, so people know of the message and it is not sent again. */
export const PARTLY_DELIVERED = "notification.partly-delivered";

/** Delivers messages to people. */
export interface NotifierPort {
	/**
	 * @throws DeliveryError `notification.failed` nobody got it; `PARTLY_DELIVERED` some notifier of several failed
	 */
	publish(notification: Notification): Promise<void>;
}

/** One act or refusal, as a person reads it and as a program does. */
export interface Notification {
	readonly streamName: string;
	/** Fewer than 100 characters of ASCII in one line, as SNS demands of a subject. */
	readonly subject: string;
	/** What happened, why, the numbers, the budget left, when more is possible. Plain text. */
	readonly body: string;
	readonly kind: "accepted" | "act" | "blocked" | "failed" | "finding" | "override" | "refused" | "settled";
	/** Whether somebody must act. */
	readonly severity: Severity;
	/** The same for every message about the same fact of the stream, so that a service for incidents keeps one. */
	readonly dedupeKey: string;
	/** Whose stream it is, by its policy. */
	readonly team?: string;
	readonly decision?: Decision;
}

/** `info`: nothing to do. `warning`: look at it within the day; it may pass by itself. `critical`: act now; nothing but a person ends it. */
export type Severity = "critical" | "info" | "warning";
