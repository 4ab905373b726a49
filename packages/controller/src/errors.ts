/** Every error of ours has a stable `code`, on which logs, alarms and exit codes depend, and says whether another try may help. */
export interface ErrorDetails {
	/** Stable, dotted, never re-used: `reshard.access-denied`. */
	readonly code: string;
	readonly retryable: boolean;
	readonly streamName?: string;
	readonly cause?: unknown;
}

/** The base of every error that is ours. Expected outcomes are values; these are broken promises. */
export class AutoscalerError extends Error {
	override readonly name: string = "AutoscalerError";
	readonly code: string;
	readonly retryable: boolean;
	readonly streamName: string | undefined;

	constructor(message: string, details: ErrorDetails) {
		super(message, { cause: details.cause });
		this.code = details.code;
		this.retryable = details.retryable;
		this.streamName = details.streamName;
	}
}

/** The stream, its metrics or the account could not be read. */
export class ObservationError extends AutoscalerError {
	override readonly name = "ObservationError";
}

/** UpdateShardCount failed in a way that is not an answer: no access, no stream, no network. */
export class ReshardError extends AutoscalerError {
	override readonly name = "ReshardError";
}

/** The history could not be read or written. */
export class HistoryError extends AutoscalerError {
	override readonly name = "HistoryError";
}

/** A notification or a re-check could not be delivered. */
export class DeliveryError extends AutoscalerError {
	override readonly name = "DeliveryError";
}

/** An alarm could not be read, put or deleted. */
export class AlarmError extends AutoscalerError {
	override readonly name = "AlarmError";
}

/** A stored policy cannot be read as one. */
export class PolicyError extends AutoscalerError {
	override readonly name = "PolicyError";
}

/**
 * Whether AWS refused a call for the account's rate for longer than the evaluation waits. Nothing is wrong with the stream, and nothing was done.
 * Headroom evaluates it again a little later. That is no failure, and people get no message.
 */
export function isRateRefusal(error: unknown): error is AutoscalerError {
	return error instanceof AutoscalerError && error.code.endsWith(".rate-exceeded");
}

/** An error's message; the thrown value may be anything. */
export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
