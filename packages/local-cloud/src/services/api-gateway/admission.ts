import type { ConcurrencyLimit } from "./concurrency-limit.ts";

/** How much the API admits. It answers the rest with 429. */
export interface ThrottlingSettings {
	/** Requests a second in the long run. */
	readonly rateLimitPerSecond: number;
	/** Requests at once after a pause. */
	readonly burstLimit: number;
}

export type Admission = "admitted" | "overloaded" | "throttled";

/**
 * The throttling of an HTTP API, a token bucket, and a limit for this machine. A gateway in the cloud grows with the load. Here everything
 * shares a few cores, and a request beyond their capacity delays all others.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html read 2026-11-25
 */
export class AdmissionControl {
	readonly #throttling: ThrottlingSettings;
	readonly #concurrency: ConcurrencyLimit;
	#tokens: number;
	#filledAtMs: number;
	#inFlight = 0;

	constructor(throttling: ThrottlingSettings, concurrency: ConcurrencyLimit, nowMs: number) {
		this.#throttling = throttling;
		this.#concurrency = concurrency;
		this.#tokens = throttling.burstLimit;
		this.#filledAtMs = nowMs;
	}

	/** An admitted request must `leave` at its end. */
	enter(nowMs: number): Admission {
		const { burstLimit, rateLimitPerSecond } = this.#throttling;
		if (this.#inFlight >= this.#concurrency.limit) return "overloaded";
		const elapsedMs = Math.max(0, nowMs - this.#filledAtMs);
		this.#tokens = Math.min(burstLimit, this.#tokens + (elapsedMs / 1000) * rateLimitPerSecond);
		this.#filledAtMs = nowMs;
		if (this.#tokens < 1) return "throttled";
		this.#tokens -= 1;
		this.#inFlight += 1;
		return "admitted";
	}

	leave(): void {
		this.#inFlight -= 1;
	}
}
