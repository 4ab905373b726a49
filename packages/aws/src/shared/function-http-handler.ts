import { NodeHttpHandler } from "@smithy/node-http-handler";
import { Patience } from "./patience.ts";

export interface HttpTimeouts {
	/** From the call to the last byte of the answer, connecting included, in this thread's own time: see `Patience`. */
	readonly requestTimeoutMs: number;
}

/**
 * A put takes about 10 ms. Two seconds is far beyond any healthy answer. It leaves place-vote, which has fifteen seconds, enough time for a
 * retry and three attempts at the overflow queue. After a timeout, a second put of the same vote is safe: each vote is counted once.
 */
export const DATA_PLANE_TIMEOUTS: HttpTimeouts = { requestTimeoutMs: 2_000 };

/** Describe calls, metrics and tables: a second is slow, five are an outage. */
export const CONTROL_PLANE_TIMEOUTS: HttpTimeouts = { requestTimeoutMs: 5_000 };

/**
 * HTTP/1.1 with kept connections, and timeouts that are errors (the SDK's default only warns).
 * Why not the Kinesis client's default, HTTP/2: docs/decisions/0009-http1-for-kinesis-in-functions.md.
 * Why not the SDK's own timers: docs/decisions/0031-overload-is-429.md.
 */
export function functionHttpHandler({ requestTimeoutMs }: HttpTimeouts): NodeHttpHandler {
	return new PatientHttpHandler(requestTimeoutMs);
}

type Handled = ReturnType<NodeHttpHandler["handle"]>;

class PatientHttpHandler extends NodeHttpHandler {
	readonly #requestTimeoutMs: number;
	readonly #patience: Patience;

	constructor(requestTimeoutMs: number) {
		super();
		this.#requestTimeoutMs = requestTimeoutMs;
		this.#patience = new Patience(requestTimeoutMs);
	}

	override async handle(...[request, options = {}]: Parameters<NodeHttpHandler["handle"]>): Handled {
		const ending = new AbortController();
		let answer: Awaited<Handled>["response"] | undefined;
		const stopWaiting = this.#patience.wait(() => {
			ending.abort();
			answer?.body.destroy(this.#timeoutError());
		});
		const { abortSignal } = options;
		if (abortSignal?.aborted === true) ending.abort();
		else if (abortSignal !== undefined) abortSignal.onabort = () => ending.abort();
		try {
			const handled = await super.handle(request, { ...options, abortSignal: ending.signal });
			answer = handled.response;
			answer.body.once("close", stopWaiting);
			return handled;
		} catch (error) {
			const isTimeout = stopWaiting() === "out-of-patience";
			throw isTimeout ? this.#timeoutError() : error;
		}
	}

	/** By its name the SDK knows that it may try again. */
	#timeoutError(): Error {
		return Object.assign(new Error(`No answer within ${this.#requestTimeoutMs} ms.`), { name: "TimeoutError" });
	}
}
