import { parentPort, workerData } from "node:worker_threads";
import type { FunctionErrorPayload, FunctionWorkerData, InvokeMessage, WorkerMessage } from "./worker-messages.ts";

/** The code of a function's worker thread: loads the bundle, runs invocations, captures stdout and stderr. */

const port = parentPort;
if (port === null) throw new Error("function-worker.ts runs as a worker thread of the local cloud only.");
const data = workerData as FunctionWorkerData;

function post(message: WorkerMessage): void {
	port?.postMessage(message);
}

captureLines(process.stdout);
captureLines(process.stderr);

type Handler = (event: unknown, context: object) => unknown;
let handler: Handler | undefined;
try {
	handler = await loadHandler();
	post({ kind: "ready" });
} catch (error) {
	post({ kind: "init-error", error: describeError(error) });
}

port.on("message", (message: InvokeMessage) => {
	void answer(message);
});

async function answer(message: InvokeMessage): Promise<void> {
	const { invocationId } = message;
	const queuedMs = Date.now() - message.sentAtMs;
	try {
		const result = await handler?.(JSON.parse(message.eventJson), contextOf(message));
		post({ kind: "result", invocationId, payload: toJson(result), queuedMs });
	} catch (error) {
		post({ kind: "error", invocationId, error: describeError(error), queuedMs });
	}
}

async function loadHandler(): Promise<Handler> {
	const module: Record<string, unknown> = await import(data.bundleUrl);
	const exported = module[data.exportName];
	if (typeof exported !== "function") {
		throw Object.assign(new Error(`${data.exportName} is undefined or not exported`), { name: "Runtime.HandlerNotFound" });
	}
	return exported as Handler;
}

/** `undefined` becomes `null`, as in Lambda. A value that JSON cannot represent is the function's error. */
function toJson(result: unknown): string {
	try {
		return JSON.stringify(result === undefined ? null : result) ?? "null";
	} catch (error) {
		throw Object.assign(new Error(`Unable to stringify response body: ${error instanceof Error ? error.message : String(error)}`), {
			name: "Runtime.MarshalError",
		});
	}
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function contextOf(message: InvokeMessage): object {
	return {
		functionName: data.functionName,
		functionVersion: "$LATEST",
		invokedFunctionArn: data.functionArn,
		memoryLimitInMB: String(data.memoryMb),
		awsRequestId: message.requestId,
		...(message.clientContextJson === undefined ? {} : { clientContext: JSON.parse(message.clientContextJson) }),
		logGroupName: `/aws/lambda/${data.functionName}`,
		logStreamName: "local-cloud",
		callbackWaitsForEmptyEventLoop: true,
		getRemainingTimeInMillis: () => Math.max(0, message.sentAtMs + message.timeoutMs - Date.now()),
	};
}

function describeError(error: unknown): FunctionErrorPayload {
	if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
	return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? "").split("\n") };
}

/** Sends all lines of a turn in one message: a message for each line would cost more than the function itself. */
function captureLines(stream: NodeJS.WriteStream): void {
	let partial = "";
	let lines: string[] = [];
	const flush = (): void => {
		if (lines.length === 0) return;
		post({ kind: "log", lines });
		lines = [];
	};
	const write = (chunk: Uint8Array | string, encodingOrDone?: unknown, done?: unknown): boolean => {
		const pieces = (partial + (typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"))).split("\n");
		partial = pieces.pop() ?? "";
		if (lines.length === 0 && pieces.length > 0) setImmediate(flush);
		lines.push(...pieces);
		const callback = typeof encodingOrDone === "function" ? encodingOrDone : done;
		if (typeof callback === "function") queueMicrotask(() => callback());
		return true;
	};
	stream.write = write as typeof stream.write;
	process.on("exit", () => {
		if (partial !== "") lines.push(partial);
		flush();
	});
}
