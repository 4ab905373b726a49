import { AutoscalerError } from "./errors.ts";

/** The code of an evaluation that did what it decided, and could not finish. */
export const INCOMPLETE = "evaluation.incomplete";

/**
 * Failures that must not stop what follows them: after an act, a notifier that is down must not keep the re-check from being
 * scheduled. They are collected, and thrown together at the end.
 */
export class Failures {
	readonly #errors: unknown[] = [];

	/** @returns what was promised, or undefined where it failed */
	async collect<T>(promise: Promise<T>): Promise<T | undefined> {
		try {
			return await promise;
		} catch (error) {
			this.#errors.push(error);
			return undefined;
		}
	}

	/** What was collected, in words; for the log where another error ended the evaluation. */
	reasons(): string[] {
		return this.#errors.map((error) => (error instanceof Error ? error.message : String(error)));
	}

	/** @throws AutoscalerError `evaluation.incomplete`, its cause an AggregateError, where anything was collected */
	throwIfAny(streamName: string, did: string): void {
		if (this.#errors.length === 0) return;
		throw new AutoscalerError(`${streamName}: ${did}, but then: ${this.reasons().join("; ")}`, {
			code: INCOMPLETE,
			retryable: this.#errors.some((error) => error instanceof AutoscalerError && error.retryable),
			streamName,
			cause: new AggregateError(this.#errors),
		});
	}
}
