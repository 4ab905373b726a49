import { setTimeout } from "node:timers/promises";
import type { FinalizeRequestMiddleware, MetadataBearer, MiddlewareStack } from "@smithy/types";
import pThrottle from "p-throttle";
import type { Pace, Share } from "./call-rates.ts";
import { sdkAction } from "./sdk-action.ts";
import { sdkFault } from "./sdk-errors.ts";

export interface RateLimiterOptions {
	/** By action; what is not here is not paced. */
	readonly shares: ReadonlyMap<string, Share>;
	/** How long one call is tried again while it is refused for the account's rate. */
	readonly patienceMs: number;
	/** Tried once: a second UpdateShardCount would be told "in use" by the first one's success, and its refusals are quotas as well. */
	readonly triedOnce?: ReadonlySet<string>;
	readonly nowMs?: () => number;
}

/**
 * Between two tries of a call that was refused: doubled each time, and up to half as much again by chance, so that those who were refused
 * together do not come again together. The first is no shorter than what the rate allows one call in: before that, the next is refused.
 */
const FIRST_PAUSE_MS = 125;
const LONGEST_PAUSE_MS = 2_700;

type Turn = () => Promise<void>;

/**
 * Keeps one process's calls inside its share of the account's rates: each attempt waits for its turn, and what is refused for the rate
 * all the same, since others call as well, is waited out within a bound. The SDK's own retries go on inside of that; each of their
 * attempts takes a turn, too.
 */
export class RateLimiter {
	readonly #options: RateLimiterOptions;
	readonly #turns: ReadonlyMap<string, Turn>;
	#deadlineMs = Number.POSITIVE_INFINITY;

	constructor(options: RateLimiterOptions) {
		this.#options = options;
		this.#turns = new Map([...options.shares].map(([action, { pace }]) => [action, turnsAt(pace)]));
	}

	/** From now on, no refusal is waited out beyond this moment: whoever runs the process ends it then. */
	waitUntil(deadlineMs: number): void {
		this.#deadlineMs = deadlineMs;
	}

	/** @returns the client, all of whose calls are now paced */
	add<Client extends { readonly middlewareStack: unknown }>(client: Client): Client {
		const stack = client.middlewareStack as MiddlewareStack<object, MetadataBearer>;
		stack.addRelativeTo(this.#waitOut, { relation: "before", toMiddleware: "retryMiddleware", name: "waitOutRateRefusals" });
		stack.addRelativeTo(this.#takeTurn, { relation: "after", toMiddleware: "retryMiddleware", name: "takeTurn" });
		return client;
	}

	readonly #takeTurn: FinalizeRequestMiddleware<object, MetadataBearer> = (next, context) => async (args) => {
		await this.#turns.get(sdkAction(context))?.();
		return next(args);
	};

	readonly #waitOut: FinalizeRequestMiddleware<object, MetadataBearer> = (next, context) => async (args) => {
		const { nowMs = Date.now, patienceMs, shares, triedOnce } = this.#options;
		const action = sdkAction(context);
		if (triedOnce?.has(action) === true) return next(args);
		const untilMs = nowMs() + patienceMs;
		const firstPauseMs = Math.max(FIRST_PAUSE_MS, 1000 / (shares.get(action)?.documentedPerSecond ?? Number.POSITIVE_INFINITY));
		for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
			try {
				return await next(args);
			} catch (error) {
				const waitMs = pauseMs * (1 + Math.random() / 2);
				const isWaitedOut = nowMs() + waitMs > Math.min(untilMs, this.#deadlineMs);
				if (sdkFault(error).kind !== "throttled" || isWaitedOut) throw error;
				await setTimeout(waitMs);
			}
		}
	};
}

function turnsAt({ calls, seconds }: Pace): Turn {
	return pThrottle({ limit: calls, interval: seconds * 1000, strict: true })(async () => {});
}
