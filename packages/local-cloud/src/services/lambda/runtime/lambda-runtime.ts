import { randomUUID } from "node:crypto";
import { FunctionHost, type FunctionHostOptions, type InvocationOutcome } from "./function-host.ts";

/**
 * Invocations at once, over all functions of an account and Region.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html read 2026-11-23
 */
export const ACCOUNT_CONCURRENCY = 1000;

export interface RuntimeFunction extends FunctionHostOptions {
	/**
	 * Threads that share the function's invocations; 1 if absent. Each has modules and clients of its own, like an environment of Lambda.
	 */
	readonly threads?: number;
	/**
	 * Invocations under way in one thread before the next thread gets any; 1 if absent. Work that one thread carries makes its code warm sooner, and wakes
	 * one thread for several answers at once.
	 */
	readonly invocationsBeforeNextThread?: number;
}

interface SharedFunction {
	readonly hosts: readonly FunctionHost[];
	readonly invocationsBeforeNextThread: number;
}

export interface LambdaRuntimeOptions {
	readonly functions: readonly RuntimeFunction[];
	readonly concurrency?: number;
	/** Called at the end of every invocation, for the account's metrics and the timeline. */
	readonly onInvocation: (functionName: string, outcome: InvocationOutcome, durationMs: number) => void;
}

/** Every function of the local cloud, behind one concurrency limit. */
export class LambdaRuntime {
	readonly #functions: ReadonlyMap<string, SharedFunction>;
	readonly #concurrency: number;
	readonly #onInvocation: LambdaRuntimeOptions["onInvocation"];
	#inFlight = 0;

	constructor(options: LambdaRuntimeOptions) {
		this.#functions = new Map(
			options.functions.map(({ invocationsBeforeNextThread = 1, threads = 1, ...host }) => [
				host.functionName,
				{ hosts: Array.from({ length: threads }, () => new FunctionHost(host)), invocationsBeforeNextThread },
			]),
		);
		this.#concurrency = options.concurrency ?? ACCOUNT_CONCURRENCY;
		this.#onInvocation = options.onInvocation;
	}

	/** Loads every function. @returns those that cannot be loaded, with the reasons; invoking them fails with the same */
	async warm(): Promise<readonly { readonly functionName: string; readonly reason: string }[]> {
		const outcomes = await Promise.all(
			[...this.#functions].map(async ([functionName, { hosts }]) => {
				const failures = await Promise.all(hosts.map((host) => host.warm()));
				return { functionName, reason: failures.find((failure) => failure !== undefined)?.errorMessage };
			}),
		);
		return outcomes.flatMap(({ functionName, reason }) => (reason === undefined ? [] : [{ functionName, reason }]));
	}

	has(functionName: string): boolean {
		return this.#functions.has(functionName);
	}

	/** @throws Error when there is no such function: the local cloud's own wiring is wrong */
	async invoke(functionName: string, eventJson: string, clientContextJson?: string): Promise<InvocationOutcome> {
		const host = hostFor(this.#functions.get(functionName));
		if (host === undefined) throw new Error(`Function not found: ${functionName}`);
		if (this.#inFlight >= this.#concurrency) {
			const throttled: InvocationOutcome = { kind: "throttled", requestId: randomUUID() };
			this.#onInvocation(functionName, throttled, 0);
			return throttled;
		}
		this.#inFlight += 1;
		const startedMs = performance.now();
		try {
			const outcome = await host.invoke(eventJson, clientContextJson);
			this.#onInvocation(functionName, outcome, performance.now() - startedMs);
			return outcome;
		} finally {
			this.#inFlight -= 1;
		}
	}

	async close(): Promise<void> {
		await Promise.all([...this.#functions.values()].flatMap(({ hosts }) => hosts).map((host) => host.close()));
	}
}

/** The first thread with room, else the least busy one. */
function hostFor(shared: SharedFunction | undefined): FunctionHost | undefined {
	if (shared === undefined) return undefined;
	const { hosts, invocationsBeforeNextThread } = shared;
	const withRoom = hosts.find(({ inFlight }) => inFlight < invocationsBeforeNextThread);
	return withRoom ?? hosts.reduce((least, host) => (host.inFlight < least.inFlight ? host : least));
}
