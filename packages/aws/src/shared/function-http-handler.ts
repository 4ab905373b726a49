import { NodeHttpHandler } from "@smithy/node-http-handler";

export interface HttpTimeouts {
	/** TCP and TLS. */
	readonly connectionTimeoutMs: number;
	/** From the first byte of the request to the first byte of the answer. */
	readonly requestTimeoutMs: number;
}

/**
 * A put takes about 10 ms. Two seconds is far beyond any healthy answer. It leaves place-vote, which has fifteen seconds, enough time for a
 * retry and three attempts at the overflow queue. After a timeout, a second put of the same vote is safe: each vote is counted once.
 */
export const DATA_PLANE_TIMEOUTS: HttpTimeouts = { connectionTimeoutMs: 1_000, requestTimeoutMs: 2_000 };

/** Describe calls, metrics and tables: a second is slow, five are an outage. */
export const CONTROL_PLANE_TIMEOUTS: HttpTimeouts = { connectionTimeoutMs: 1_000, requestTimeoutMs: 5_000 };

/**
 * HTTP/1.1 with kept connections, and timeouts that are errors (the SDK's default only warns).
 * Why not the Kinesis client's default, HTTP/2: docs/decisions/0009-http1-for-kinesis-in-functions.md.
 */
export function functionHttpHandler({ connectionTimeoutMs, requestTimeoutMs }: HttpTimeouts): NodeHttpHandler {
	return new NodeHttpHandler({
		connectionTimeout: connectionTimeoutMs,
		requestTimeout: requestTimeoutMs,
		// requestTimeout ends with the answer's headers. This one covers a stalled body.
		socketTimeout: requestTimeoutMs,
		throwOnRequestTimeout: true,
	});
}
