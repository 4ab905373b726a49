/**
 * How many retries may be made for how many successes. A retry costs 1, a success gives back `refundPerSuccess`, up to `capacity`.
 *
 * A fixed number of retries per request doubles the load on a stream that is already too small. With a budget a short burst is retried
 * at once, and under sustained throttling retries fall to `refundPerSuccess` of what succeeds. The same idea stands behind the
 * retry quota of the AWS SDKs.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export class RetryBudget {
	readonly #capacity: number;
	readonly #refundPerSuccess: number;
	#tokens: number;

	/** @param settings `capacity` retries, at least 1; `refundPerSuccess` retries per success, above 0 */
	constructor(settings: { readonly capacity: number; readonly refundPerSuccess: number } = { capacity: 10, refundPerSuccess: 0.1 }) {
		this.#capacity = settings.capacity;
		this.#refundPerSuccess = settings.refundPerSuccess;
		this.#tokens = settings.capacity;
	}

	/** Take one retry; false when there is none left, and then nothing is taken. */
	trySpend(): boolean {
		if (this.#tokens < 1) return false;
		this.#tokens -= 1;
		return true;
	}

	/** A write was stored. */
	refund(): void {
		this.#tokens = Math.min(this.#capacity, this.#tokens + this.#refundPerSuccess);
	}
}
