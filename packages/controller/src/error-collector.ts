import { AutoscalerError, isRateRefusal, messageOf, type ObservationError } from "./errors.ts";
import type { Outcome } from "./evaluation.ts";
import { PARTLY_DELIVERED } from "./ports/notifier-port.ts";

/** The code of an evaluation that acted on its decision, but failed at something afterwards. */
export const INCOMPLETE = "evaluation.incomplete";
/** The code of an evaluation that could not read the metrics and acted on floors and bounds alone. */
export const WITHOUT_METRICS = "evaluation.without-metrics";

/** The codes of the errors that a collector throws; each names all that it collected. */
const COLLECTED: readonly string[] = [INCOMPLETE, PARTLY_DELIVERED, WITHOUT_METRICS];

/**
 * Errors that must not stop the steps after them: a notifier that is down must not keep the re-check from being scheduled. The
 * collector throws them together at the end.
 */
export class ErrorCollector {
	/** Why the metrics could not be read. Floors, the minimum and overrides need no metrics. */
	metricsError: ObservationError | undefined;
	readonly #errors: unknown[] = [];

	/** @returns the value of the promise, or undefined if it failed */
	async capture<T>(promise: Promise<T>): Promise<T | undefined> {
		try {
			return await promise;
		} catch (error) {
			this.#errors.push(error);
			return undefined;
		}
	}

	/** The messages of the collected errors. */
	reasons(): string[] {
		return this.#all().map(messageOf);
	}

	/** The messages of the collected errors without the one that ended the evaluation, for the log. */
	reasonsBesides(ending: unknown): string[] {
		if (ending instanceof AutoscalerError && COLLECTED.includes(ending.code)) return [];
		return this.#all()
			.filter((error) => error !== ending)
			.map(messageOf);
	}

	/**
	 * An evaluation without metrics that did not reshard has failed.
	 * @throws ObservationError why the metrics could not be read
	 */
	throwIfUnread(did: Outcome["kind"]): void {
		if (this.metricsError !== undefined && this.#errors.length === 0 && !isAct(did)) throw this.metricsError;
	}

	/**
	 * @throws AutoscalerError `evaluation.incomplete`, its cause an AggregateError, if an error was collected;
	 *   `notification.partly-delivered` if all that failed is a notifier of several; or `evaluation.without-metrics` if only the metrics
	 *   were missing
	 */
	throwIfAny(streamName: string, did: Outcome["kind"]): void {
		if (this.#errors.length > 0) {
			const errors = this.#all();
			throw new AutoscalerError(`${streamName}: ${did}, but then: ${errors.map(messageOf).join("; ")}`, {
				code: errors.every(isPartlyDelivered) ? PARTLY_DELIVERED : INCOMPLETE,
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

function isPartlyDelivered(error: unknown): boolean {
	return error instanceof AutoscalerError && error.code === PARTLY_DELIVERED;
}

/** Whether the evaluation changed the stream, or may have. */
function isAct(did: Outcome["kind"]): boolean {
	return did === "accepted" || did === "unknown-outcome";
}
