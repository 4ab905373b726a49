/** What the gateway lets in; the rest is told to come again. */
export interface AdmissionLimits {
	/** Requests a second that the API takes in the long run. */
	readonly rateLimitPerSecond: number;
	/** Requests that it takes at once after a pause. */
	readonly burstLimit: number;
	/** Requests under way at once: what this machine can carry. */
	readonly maximumInFlight: number;
}

export type Admission = "admitted" | "overloaded" | "throttled";

/**
 * The throttling of an HTTP API, a token bucket, and beside it a limit of the machine's own: a gateway in the cloud grows with the load, while here
 * everything shares a few cores, and a request that is let in beyond them keeps everybody waiting.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html read 2026-11-25
 */
export class AdmissionControl {
	readonly #limits: AdmissionLimits;
	#tokens: number;
	#filledAtMs: number;
	#inFlight = 0;

	constructor(limits: AdmissionLimits, nowMs: number) {
		this.#limits = limits;
		this.#tokens = limits.burstLimit;
		this.#filledAtMs = nowMs;
	}

	/** Whoever is admitted must `leave`. */
	enter(nowMs: number): Admission {
		const { burstLimit, maximumInFlight, rateLimitPerSecond } = this.#limits;
		if (this.#inFlight >= maximumInFlight) return "overloaded";
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
