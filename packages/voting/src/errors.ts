/** Every error of the voting domain has a stable `code`, on which log lines and alarms depend, and says whether another try may help. */
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
 * A put into the votes stream without an answer. It may have been stored all the same. A vote is counted once, so another put is safe.
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
