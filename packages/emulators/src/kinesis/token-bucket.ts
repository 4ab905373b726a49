/** Counts thousandths of a token, so that whole rates give whole numbers at every millisecond, without rounding. */
const PARTS_PER_TOKEN = 1_000;

/**
 * A rate limit: refills with `ratePerSecond`, holds at most `capacity`, starts full. An amount larger than the capacity passes if the
 * bucket is full, and leaves a debt: one large record can be written and is charged afterwards.
 */
export class TokenBucket {
	readonly #ratePerSecond: number;
	readonly #capacityParts: number;
	#parts: number;
	#updatedAtMs: number;

	constructor(ratePerSecond: number, capacity: number, nowMs: number) {
		this.#ratePerSecond = ratePerSecond;
		this.#capacityParts = capacity * PARTS_PER_TOKEN;
		this.#parts = this.#capacityParts;
		this.#updatedAtMs = nowMs;
	}

	canTake(amount: number, nowMs: number): boolean {
		this.#refill(nowMs);
		return this.#parts >= Math.min(amount * PARTS_PER_TOKEN, this.#capacityParts);
	}

	/** Takes without a check: the caller has checked, or may overdraw. */
	take(amount: number): void {
		this.#parts -= amount * PARTS_PER_TOKEN;
	}

	tryTake(amount: number, nowMs: number): boolean {
		if (!this.canTake(amount, nowMs)) return false;
		this.take(amount);
		return true;
	}

	/** True without a debt; for costs that are known only afterwards. */
	isOutOfDebt(nowMs: number): boolean {
		this.#refill(nowMs);
		return this.#parts > 0;
	}

	/** A moment before the latest one adds nothing, and is not remembered: else the time until the latest would be paid for twice. */
	#refill(nowMs: number): void {
		const elapsedMs = nowMs - this.#updatedAtMs;
		if (!(elapsedMs > 0)) return;
		this.#updatedAtMs = nowMs;
		this.#parts = Math.min(this.#capacityParts, this.#parts + elapsedMs * this.#ratePerSecond);
	}
}
