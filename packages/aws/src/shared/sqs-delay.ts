/**
 * `DelaySeconds` of SendMessage.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html read 2026-11-23
 */
export const MAX_SQS_DELAY_SECONDS = 900;

/** Whole seconds that SQS accepts. Rounded up, so that nothing comes early; an invalid number is no delay. */
export function sqsDelaySeconds(seconds: number): number {
	if (Number.isNaN(seconds)) return 0;
	return Math.min(MAX_SQS_DELAY_SECONDS, Math.max(0, Math.ceil(seconds)));
}
