/** The loop's own alarm clock. */
export interface RecheckPort {
	/** @throws DeliveryError `recheck.failed` */
	schedule(recheck: Recheck): Promise<void>;
}

/** Why a stream is evaluated again. Written into queued messages: never remove a name that was used. */
export const RECHECK_REASONS = [
	"blocked",
	"more-steps",
	"override-ended",
	"policy-changed",
	"rate-exceeded",
	"reshard-in-progress",
	"still-throttled",
] as const;
export type RecheckReason = (typeof RECHECK_REASONS)[number];

export interface Recheck {
	readonly streamName: string;
	readonly delaySeconds: number;
	readonly reason: RecheckReason;
}

/**
 * The longest delay of a re-check; a longer wait comes back early and is scheduled again.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html DelaySeconds (read 2026-11-23)
 */
export const MAX_RECHECK_DELAY_SECONDS = 900;
