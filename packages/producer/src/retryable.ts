import { isShardThrottle } from "./shard-throttle.ts";

/** Refused for now: nothing was stored. */
const REFUSED_FOR_NOW = new Set([
	"InternalFailure",
	"InternalFailureException",
	"KMSThrottlingException",
	"ServiceUnavailable",
	"ThrottlingException",
]);

/** The answer was lost, or the call was: it may have taken effect. */
const LOST_ANSWERS = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "NetworkingError", "RequestTimeout", "TimeoutError"]);

const SERVER_FAULT_FROM_STATUS = 500;

/** Whether the same call may succeed a moment later. Sent again after a lost answer, its records may be stored twice: at least once, as by every client. */
export function isRetryable(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	const { $metadata, $retryable, code, name } = error as Error & {
		readonly $metadata?: { readonly httpStatusCode?: number };
		readonly $retryable?: object;
		readonly code?: string;
	};
	if (isShardThrottle(name) || REFUSED_FOR_NOW.has(name) || LOST_ANSWERS.has(name)) return true;
	if (code !== undefined && LOST_ANSWERS.has(code)) return true;
	return $retryable !== undefined || ($metadata?.httpStatusCode ?? 0) >= SERVER_FAULT_FROM_STATUS;
}
