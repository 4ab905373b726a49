import { randomUUID } from "node:crypto";
import { Worker } from "node:worker_threads";
import type { FunctionErrorPayload, FunctionWorkerData, InvokeMessage, WorkerMessage } from "./worker-messages.ts";

/**
 * The outcome of an invocation. `payload` is JSON text. A failing function is an outcome, not an error of the local cloud. `queuedMs` is
 * the wait for the function's thread, if it got one.
 */
export type InvocationOutcome =
	| { readonly kind: "success"; readonly requestId: string; readonly payload: string; readonly queuedMs?: number }
	| { readonly kind: "function-error"; readonly requestId: string; readonly error: FunctionErrorPayload; readonly queuedMs?: number }
	| { readonly kind: "throttled"; readonly requestId: string };

export interface FunctionHostOptions {
	readonly functionName: string;
	readonly functionArn: string;
	readonly bundleUrl: string;
	/** The thread's own code in plain JavaScript, if it was made: a thread that loads TypeScript loads a compiler of eleven megabytes first. */
	readonly workerUrl?: URL | undefined;
	readonly exportName: string;
	readonly memoryMb: number;
	readonly timeoutSeconds: number;
	/** The function's whole environment. It has nothing from the local cloud's own. */
	readonly environment: Readonly<Record<string, string>>;
	readonly onLogLines: (lines: readonly string[]) => void;
}

interface Pending {
	readonly requestId: string;
	readonly startedMs: number;
	readonly settle: (outcome: InvocationOutcome) => void;
	readonly timer: NodeJS.Timeout;
}

interface LiveWorker {
	readonly worker: Worker;
	readonly pending: Map<number, Pending>;
	readonly ready: Promise<FunctionErrorPayload | undefined>;
	/** The time of the thread's last message: a thread in an endless loop sends none. */
	lastHeardMs: number;
	isRetired: boolean;
}

/**
 * With a smaller heap the garbage collector works more than the function: one worker serves many invocations at once, while Lambda has
 * an environment for each.
 */
const LEAST_HEAP_MB = 512;

/** V8's own limit, 130 MB a thread, is filled before it is collected, and saves no processor time that could be measured. */
const YOUNG_GENERATION_MB = 24;

const WORKER_SOURCE = new URL("./function-worker.ts", import.meta.url);

/**
 * One function in its worker thread. Unlike in Lambda, several invocations share a thread: an environment for each would need a thousand
 * threads on a laptop. A crash, or a timeout in a stuck thread, retires the thread, and the next invocation gets a new one.
 */
export class FunctionHost {
	readonly #options: FunctionHostOptions;
	#live: LiveWorker | undefined;
	readonly #retired = new Set<LiveWorker>();
	#nextInvocationId = 1;
	#inFlight = 0;

	constructor(options: FunctionHostOptions) {
		this.#options = options;
	}

	/** Loads the function before the first event needs it. @returns the error if that failed */
	warm(): Promise<FunctionErrorPayload | undefined> {
		return this.#liveWorker().ready;
	}

	/** Invocations under way. */
	get inFlight(): number {
		return this.#inFlight;
	}

	/**
	 * @param eventJson the event, as JSON text
	 * @param clientContextJson what a direct call hands to the function beside the event, as JSON text
	 */
	async invoke(eventJson: string, clientContextJson?: string): Promise<InvocationOutcome> {
		this.#inFlight += 1;
		try {
			return await this.#invoke(eventJson, clientContextJson);
		} finally {
			this.#inFlight -= 1;
		}
	}

	async #invoke(eventJson: string, clientContextJson: string | undefined): Promise<InvocationOutcome> {
		const requestId = randomUUID();
		const live = this.#liveWorker();
		const initError = await live.ready;
		if (initError !== undefined) {
			this.#retire(live);
			return { kind: "function-error", requestId, error: initError };
		}
		return new Promise((settle) => {
			const invocationId = this.#nextInvocationId++;
			const timeoutMs = this.#options.timeoutSeconds * 1000;
			const timer = setTimeout(() => this.#timeOut(live, invocationId), timeoutMs);
			live.pending.set(invocationId, { requestId, startedMs: performance.now(), settle, timer });
			const message: InvokeMessage = {
				kind: "invoke",
				invocationId,
				requestId,
				sentAtMs: Date.now(),
				timeoutMs,
				eventJson,
				...(clientContextJson === undefined ? {} : { clientContextJson }),
			};
			live.worker.postMessage(message);
		});
	}

	async close(): Promise<void> {
		const workers = [...this.#retired, ...(this.#live === undefined ? [] : [this.#live])];
		await Promise.all(workers.map((live) => live.worker.terminate()));
	}

	#liveWorker(): LiveWorker {
		this.#live ??= this.#startWorker();
		return this.#live;
	}

	#startWorker(): LiveWorker {
		const { bundleUrl, environment, exportName, functionArn, functionName, memoryMb } = this.#options;
		const workerData: FunctionWorkerData = { bundleUrl, exportName, functionArn, functionName, memoryMb };
		const worker = new Worker(this.#options.workerUrl ?? WORKER_SOURCE, {
			env: { ...environment },
			execArgv: [],
			name: functionName,
			resourceLimits: { maxOldGenerationSizeMb: Math.max(LEAST_HEAP_MB, memoryMb), maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
			stderr: true,
			stdout: true,
			workerData,
		});
		const { promise: ready, resolve: becomeReady } = Promise.withResolvers<FunctionErrorPayload | undefined>();
		const live: LiveWorker = { worker, pending: new Map(), ready, lastHeardMs: 0, isRetired: false };
		let lastError: FunctionErrorPayload | undefined;
		worker.on("message", (message: WorkerMessage) => {
			live.lastHeardMs = performance.now();
			if (message.kind === "ready") becomeReady(undefined);
			else if (message.kind === "init-error") becomeReady(message.error);
			else if (message.kind === "log") this.#options.onLogLines(message.lines);
			else this.#settle(live, message);
		});
		worker.on("error", (error: Error) => {
			lastError = { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? "").split("\n") };
		});
		worker.on("exit", (exitCode) => {
			this.#retire(live);
			this.#retired.delete(live);
			becomeReady(lastError ?? exitError(exitCode));
			for (const [invocationId, pending] of live.pending) {
				this.#settle(live, { kind: "error", invocationId, error: lastError ?? exitError(exitCode, pending.requestId) });
			}
		});
		return live;
	}

	#settle(live: LiveWorker, message: Extract<WorkerMessage, { kind: "error" | "result" }>): void {
		const pending = live.pending.get(message.invocationId);
		if (pending === undefined) return;
		live.pending.delete(message.invocationId);
		clearTimeout(pending.timer);
		const { requestId, settle } = pending;
		const queued = message.queuedMs === undefined ? {} : { queuedMs: message.queuedMs };
		if (message.kind === "result") settle({ kind: "success", requestId, payload: message.payload, ...queued });
		else settle({ kind: "function-error", requestId, error: message.error, ...queued });
		if (live.isRetired && live.pending.size === 0) void live.worker.terminate();
	}

	/**
	 * A thread that has answered others meanwhile is slow, not stuck. A new thread would mean a cold start for the others at the moment of
	 * the highest load.
	 */
	#timeOut(live: LiveWorker, invocationId: number): void {
		const pending = live.pending.get(invocationId);
		if (pending === undefined) return;
		if (live.lastHeardMs < pending.startedMs) this.#retire(live);
		const seconds = this.#options.timeoutSeconds.toFixed(2);
		const errorMessage = `${new Date().toISOString()} ${pending.requestId} Task timed out after ${seconds} seconds`;
		this.#options.onLogLines([errorMessage]);
		this.#settle(live, { kind: "error", invocationId, error: { errorType: "Sandbox.Timedout", errorMessage } });
	}

	/** No new invocations for this thread; those under way may finish. */
	#retire(live: LiveWorker): void {
		if (live.isRetired) return;
		live.isRetired = true;
		this.#retired.add(live);
		if (this.#live === live) this.#live = undefined;
		if (live.pending.size === 0) void live.worker.terminate();
	}
}

function exitError(exitCode: number, requestId?: string): FunctionErrorPayload {
	const errorMessage = `Error: Runtime exited with error: exit status ${exitCode}`;
	return {
		errorType: "Runtime.ExitError",
		errorMessage: requestId === undefined ? errorMessage : `RequestId: ${requestId} ${errorMessage}`,
	};
}
