import type { ConcurrencyLimit } from "./concurrency-limit.ts";

/** How much the API admits. It answers the rest with 429. */
export interface ThrottlingSettings {
	/** Requests a second in the long run. */
	readonly rateLimitPerSecond: number;
	/** Requests at once after a pause. */
	readonly burstLimit: number;
}

/** Whether a request's work may begin. */
export type Admission = "admitted" | "overloaded" | "throttled";

/**
 * How long a request waits for others to leave before it is refused. A short stop of the machine is no reason to refuse anybody. Whoever
 * has waited this long is answered sooner by a refusal than by the service.
 */
const LONGEST_WAIT_MS = 500;
/** Waiting requests, each of which holds a connection: more than wait in half a second at any rate that one machine can be asked at. */
const MOST_WAITING = 2000;

interface Waiting {
	readonly sinceMs: number;
	readonly answer: (admission: Admission) => void;
}

/**
 * The throttling of an HTTP API, a token bucket, and a limit for this machine. A gateway in the cloud grows with the load. Here everything
 * shares a few cores, and a request beyond their capacity delays all others. So it waits at the door, where waiting costs nothing and times
 * nothing out, and is refused before anything is done with it.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html read 2026-11-25
 */
export class AdmissionControl {
	readonly #throttling: ThrottlingSettings;
	readonly #concurrency: ConcurrencyLimit;
	readonly #waiting = new Set<Waiting>();
	#tokens: number;
	#filledAtMs: number;
	#inFlight = 0;
	#mostInFlight = 0;

	constructor(throttling: ThrottlingSettings, concurrency: ConcurrencyLimit, nowMs: number) {
		this.#throttling = throttling;
		this.#concurrency = concurrency;
		this.#tokens = throttling.burstLimit;
		this.#filledAtMs = nowMs;
	}

	/** An admitted request must `leave` at its end. A promise where it has to wait for that of another. */
	enter(nowMs: number): Admission | Promise<Admission> {
		const { burstLimit, rateLimitPerSecond } = this.#throttling;
		if (this.#waiting.size >= MOST_WAITING) return "overloaded";
		const elapsedMs = Math.max(0, nowMs - this.#filledAtMs);
		this.#tokens = Math.min(burstLimit, this.#tokens + (elapsedMs / 1000) * rateLimitPerSecond);
		this.#filledAtMs = nowMs;
		if (this.#tokens < 1) return "throttled";
		this.#tokens -= 1;
		if (this.#waiting.size === 0 && this.#inFlight < this.#concurrency.limit) return this.#begin();
		return new Promise((answer) => this.#waiting.add({ sinceMs: nowMs, answer }));
	}

	leave(nowMs: number): void {
		this.#inFlight -= 1;
		this.#admitWaiting(nowMs);
	}

	/** Adjusts the limit to what was under way, and how late it was, since the last call; and refuses who has waited too long. */
	adjust(nowMs: number): void {
		this.#concurrency.adjust(this.#mostInFlight);
		this.#mostInFlight = this.#inFlight;
		this.#admitWaiting(nowMs);
	}

	/** In the order of their coming. */
	#admitWaiting(nowMs: number): void {
		for (const waiting of this.#waiting) {
			const isTooLate = nowMs - waiting.sinceMs > LONGEST_WAIT_MS;
			if (!isTooLate && this.#inFlight >= this.#concurrency.limit) return;
			this.#waiting.delete(waiting);
			waiting.answer(isTooLate ? "overloaded" : this.#begin());
		}
	}

	#begin(): "admitted" {
		this.#inFlight += 1;
		this.#mostInFlight = Math.max(this.#mostInFlight, this.#inFlight);
		return "admitted";
	}
}
