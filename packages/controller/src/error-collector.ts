import { AutoscalerError, isRateRefusal, messageOf, type ObservationError } from "./errors.ts";
import type { Outcome } from "./evaluation.ts";

/** The code of an evaluation that did what it decided, and could not finish. */
export const INCOMPLETE = "evaluation.incomplete";
/** The code of an evaluation that acted on floors and bounds alone, since the metrics could not be read. */
export const WITHOUT_METRICS = "evaluation.without-metrics";

/**
 * Errors that must not stop what follows them: after an act, a notifier that is down must not keep the re-check from being
 * scheduled. They are collected, and thrown together at the end.
 */
export class ErrorCollector {
	/** Why the metrics could not be read: floors, minimum and a person's bounds need none. */
	metricsError: ObservationError | undefined;
	readonly #errors: unknown[] = [];

	/** @returns what was promised, or undefined where it failed */
	async capture<T>(promise: Promise<T>): Promise<T | undefined> {
		try {
			return await promise;
		} catch (error) {
			this.#errors.push(error);
			return undefined;
		}
	}

	/** What was collected, in words. */
	reasons(): string[] {
		return this.#all().map(messageOf);
	}

	/** What was collected besides the error that ended the evaluation, in words, for the log. */
	reasonsBesides(ending: unknown): string[] {
		if (ending instanceof AutoscalerError && (ending.code === INCOMPLETE || ending.code === WITHOUT_METRICS)) return [];
		return this.#all()
			.filter((error) => error !== ending)
			.map(messageOf);
	}

	/**
	 * An evaluation that changed nothing and knew nothing of the load is none.
	 * @throws ObservationError why the metrics could not be read, where nothing was asked for without them
	 */
	throwIfUnread(did: Outcome["kind"]): void {
		if (this.metricsError !== undefined && this.#errors.length === 0 && !isAct(did)) throw this.metricsError;
	}

	/**
	 * @throws AutoscalerError `evaluation.incomplete`, its cause an AggregateError, where anything was collected; or
	 *   `evaluation.without-metrics` where it is only that
	 */
	throwIfAny(streamName: string, did: Outcome["kind"]): void {
		if (this.#errors.length > 0) {
			const errors = this.#all();
			throw new AutoscalerError(`${streamName}: ${did}, but then: ${errors.map(messageOf).join("; ")}`, {
				code: INCOMPLETE,
				retryable: errors.some((error) => error instanceof AutoscalerError && error.retryable),
				streamName,
				cause: new AggregateError(errors),
			});
		}
		// What was done without metrics that AWS had no rate for is done; the next look has them.
		if (this.metricsError !== undefined && !isRateRefusal(this.metricsError)) {
			const { message, retryable } = this.metricsError;
			throw new AutoscalerError(`${streamName}: ${did} without metrics: ${message}`, {
				code: WITHOUT_METRICS,
				retryable,
				streamName,
				cause: this.metricsError,
			});
		}
	}

	#all(): unknown[] {
		return this.metricsError === undefined ? this.#errors : [this.metricsError, ...this.#errors];
	}
}

/** Whether the stream was, or may have been, changed. */
function isAct(did: Outcome["kind"]): boolean {
	return did === "accepted" || did === "unknown-outcome";
}
