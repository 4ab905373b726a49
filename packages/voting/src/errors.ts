/** What every error of the voting domain has: a stable `code` that log lines and alarms hang off, and whether trying again may help. */
export interface VotingErrorDetails {
	/** Stable, dotted, never re-used: `vote-stream.unavailable`. */
	readonly code: string;
	readonly retryable: boolean;
	readonly cause?: unknown;
}

/** The base of every voting error. A throttle is an answer, not an error; these are broken promises of a port. */
export class VotingError extends Error {
	override readonly name: string = "VotingError";
	readonly code: string;
	readonly retryable: boolean;

	constructor(message: string, details: VotingErrorDetails) {
		super(message, { cause: details.cause });
		this.code = details.code;
		this.retryable = details.retryable;
	}
}

/**
 * A put into the votes stream was neither stored nor throttled. It may still have been stored: a vote is counted once, so putting it again
 * is safe.
 */
export class VoteStreamError extends VotingError {
	override readonly name = "VoteStreamError";
}

/** A vote could not be handed to the overflow queue, or set aside. */
export class OverflowError extends VotingError {
	override readonly name = "OverflowError";
}

/** The tally table could not be read or written. */
export class TallyError extends VotingError {
	override readonly name = "TallyError";
}

/** The logs could not be searched. */
export class LogSearchError extends VotingError {
	override readonly name = "LogSearchError";
}
