import type { InvocationOutcome } from "./function-host.ts";

/**
 * Waits before the second and the third attempt of an asynchronous invocation whose function failed.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html read 2026-11-23
 */
export const ASYNC_RETRY_DELAYS_MS: readonly number[] = [60_000, 120_000];

/** Throttled asynchronous events are retried for up to six hours, from one second up to five minutes apart (same page). */
const THROTTLE_FIRST_DELAY_MS = 1000;
const THROTTLE_LAST_DELAY_MS = 300_000;
const MAXIMUM_EVENT_AGE_MS = 6 * 3_600_000;

/**
 * The record of a failed asynchronous invocation for an on-failure destination.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export interface OnFailureRecord {
	readonly version: "1.0";
	readonly timestamp: string;
	readonly requestContext: {
		readonly requestId: string;
		readonly functionArn: string;
		readonly condition: "EventAgeExceeded" | "RetriesExhausted";
		readonly approximateInvokeCount: number;
	};
	readonly requestPayload: unknown;
	readonly responseContext?: { readonly statusCode: 200; readonly executedVersion: "$LATEST"; readonly functionError: "Unhandled" };
	readonly responsePayload?: unknown;
}

export interface AsyncInvocationsOptions {
	readonly invoke: (functionName: string, eventJson: string) => Promise<InvocationOutcome>;
	readonly functionArnOf: (functionName: string) => string;
	readonly onFailure: (functionName: string, record: OnFailureRecord) => void;
	readonly onInternalError: (error: unknown) => void;
	readonly retryDelaysMs?: readonly number[];
	/** The function's MaximumRetryAttempts; undefined is Lambda's default, as many as there are delays. */
	readonly maximumRetryAttemptsOf?: (functionName: string) => number | undefined;
}

/** Lambda's queue of asynchronous events: alarms and schedules invoke through it. */
export class AsyncInvocations {
	readonly #options: AsyncInvocationsOptions;
	readonly #retryDelaysMs: readonly number[];
	readonly #timers = new Set<NodeJS.Timeout>();
	readonly #underWay = new Set<Promise<void>>();
	#isClosed = false;

	constructor(options: AsyncInvocationsOptions) {
		this.#options = options;
		this.#retryDelaysMs = options.retryDelaysMs ?? ASYNC_RETRY_DELAYS_MS;
	}

	/** Returns at once, as an invocation of type Event does. */
	invoke(functionName: string, event: unknown): void {
		this.#start({ functionName, eventJson: JSON.stringify(event), acceptedAtMs: Date.now(), attempt: 1, throttles: 0 });
	}

	/** Drops waiting retries, and waits for the invocations under way. */
	async close(): Promise<void> {
		this.#isClosed = true;
		for (const timer of this.#timers) clearTimeout(timer);
		this.#timers.clear();
		await Promise.all(this.#underWay);
	}

	#start(work: AsyncWork): void {
		if (this.#isClosed) return;
		const running = this.#attempt(work)
			.catch(this.#options.onInternalError)
			.finally(() => this.#underWay.delete(running));
		this.#underWay.add(running);
	}

	async #attempt(work: AsyncWork): Promise<void> {
		const outcome = await this.#options.invoke(work.functionName, work.eventJson);
		if (outcome.kind === "success") return;
		if (outcome.kind === "throttled") {
			if (Date.now() - work.acceptedAtMs > MAXIMUM_EVENT_AGE_MS) this.#fail(work, outcome, "EventAgeExceeded");
			else {
				const delayMs = Math.min(THROTTLE_LAST_DELAY_MS, THROTTLE_FIRST_DELAY_MS * 2 ** work.throttles);
				this.#startLater({ ...work, throttles: work.throttles + 1 }, delayMs);
			}
			return;
		}
		const retries = work.attempt - 1;
		const maximumRetryAttempts = this.#options.maximumRetryAttemptsOf?.(work.functionName) ?? this.#retryDelaysMs.length;
		const delayMs = retries < maximumRetryAttempts ? this.#retryDelaysMs[retries] : undefined;
		if (delayMs === undefined) this.#fail(work, outcome, "RetriesExhausted");
		else this.#startLater({ ...work, attempt: work.attempt + 1 }, delayMs);
	}

	#startLater(work: AsyncWork, delayMs: number): void {
		const timer = setTimeout(() => {
			this.#timers.delete(timer);
			this.#start(work);
		}, delayMs);
		this.#timers.add(timer);
	}

	#fail(work: AsyncWork, outcome: InvocationOutcome, condition: OnFailureRecord["requestContext"]["condition"]): void {
		this.#options.onFailure(work.functionName, {
			version: "1.0",
			timestamp: new Date().toISOString(),
			requestContext: {
				requestId: outcome.requestId,
				functionArn: `${this.#options.functionArnOf(work.functionName)}:$LATEST`,
				condition,
				approximateInvokeCount: work.attempt,
			},
			requestPayload: JSON.parse(work.eventJson),
			...(outcome.kind === "function-error"
				? {
						responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" } as const,
						responsePayload: outcome.error,
					}
				: {}),
		});
	}
}

interface AsyncWork {
	readonly functionName: string;
	readonly eventJson: string;
	readonly acceptedAtMs: number;
	readonly attempt: number;
	readonly throttles: number;
}
