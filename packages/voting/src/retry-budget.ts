/**
 * How many retries are allowed for how many successes. A retry costs as much as `successesPerRetry` successes give back, and at most
 * `capacity` retries are saved up.
 *
 * A fixed number of retries for each request doubles the load on a stream that is already too small. With a budget, a short burst is
 * retried at once, and under lasting throttling the retries fall to a tenth of the successes. The retry quota of the AWS SDKs works in the
 * same way.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export class RetryBudget {
	readonly #successesPerRetry: number;
	readonly #maxCredit: number;
	/** In successes, so that it stays a whole number: ten times 0.1 is not 1. */
	#credit: number;

	/** @param settings whole numbers: `capacity` at least 0, `successesPerRetry` at least 1 */
	constructor({ capacity, successesPerRetry }: { readonly capacity: number; readonly successesPerRetry: number } = DEFAULT_RETRY_BUDGET) {
		this.#successesPerRetry = successesPerRetry;
		this.#maxCredit = capacity * successesPerRetry;
		this.#credit = this.#maxCredit;
	}

	/** Take one retry. False if none is left. */
	trySpend(): boolean {
		if (this.#credit < this.#successesPerRetry) return false;
		this.#credit -= this.#successesPerRetry;
		return true;
	}

	/** A write was stored. */
	refund(): void {
		this.#credit = Math.min(this.#maxCredit, this.#credit + 1);
	}
}

const DEFAULT_RETRY_BUDGET = { capacity: 10, successesPerRetry: 10 };
