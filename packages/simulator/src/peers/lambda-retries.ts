/**
 * Lambda calls a function that failed with an asynchronous event again, after one and after two more minutes.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html (read 2026-11-25)
 */
const RETRY_AFTER_MS = [60_000, 120_000];

interface Event<What> {
	readonly what: What;
	readonly alarmShardCount: number;
}

/**
 * The events of an alarm on their way to a function that may fail, and what is left of their attempts. One at a time: a newer one replaces
 * it.
 */
export class LambdaRetries<What> {
	#event: Event<What> | undefined;
	#dueMs = 0;
	#attempt = 0;

	begin(what: What, nowMs: number, alarmShardCount: number): void {
		this.#event = { what, alarmShardCount };
		this.#dueMs = nowMs;
		this.#attempt = 0;
	}

	/** The event whose attempt is due; taking it uses the attempt up. */
	due(nowMs: number): Event<What> | undefined {
		const event = this.#event;
		if (event === undefined || nowMs < this.#dueMs) return undefined;
		const retryAfterMs = RETRY_AFTER_MS[this.#attempt++];
		if (retryAfterMs === undefined) this.#event = undefined;
		else this.#dueMs = nowMs + retryAfterMs;
		return event;
	}

	succeeded(): void {
		this.#event = undefined;
	}
}
