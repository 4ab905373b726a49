/** What every error of ours has: a stable `code` that logs, alarms and exit codes hang off, and whether trying again may help. */
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

/** A notification or a re-check could not be handed over. */
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
 * Whether AWS refused a call for the account's rate, longer than was waited for: nothing is wrong with the stream, and nothing was done. It is looked at
 * again a little later, which is no failure and no message.
 */
export function isRateRefusal(error: unknown): error is AutoscalerError {
	return error instanceof AutoscalerError && error.code.endsWith(".rate-exceeded");
}

/** What an error says; anything may be thrown. */
export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
