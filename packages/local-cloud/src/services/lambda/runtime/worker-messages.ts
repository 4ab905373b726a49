/** The messages between the Lambda runtime and a function's worker thread. Events and answers are JSON text, as in Lambda. */

export interface FunctionWorkerData {
	/** URL of the bundle. */
	readonly bundleUrl: string;
	readonly exportName: string;
	readonly functionName: string;
	readonly functionArn: string;
	readonly memoryMb: number;
}

export interface InvokeMessage {
	readonly kind: "invoke";
	readonly invocationId: number;
	readonly requestId: string;
	/** Milliseconds since the epoch. */
	readonly sentAtMs: number;
	readonly timeoutMs: number;
	readonly eventJson: string;
	/** Of a direct, synchronous call; absent for all others. */
	readonly clientContextJson?: string;
}

export type WorkerMessage =
	| { readonly kind: "ready" }
	| { readonly kind: "init-error"; readonly error: FunctionErrorPayload }
	| { readonly kind: "result"; readonly invocationId: number; readonly payload: string; readonly queuedMs?: number }
	| { readonly kind: "error"; readonly invocationId: number; readonly error: FunctionErrorPayload; readonly queuedMs?: number }
	| { readonly kind: "log"; readonly lines: readonly string[] };

/** An error as Lambda's Node.js runtime reports it. @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
export interface FunctionErrorPayload {
	readonly errorType: string;
	readonly errorMessage: string;
	readonly trace?: readonly string[];
}
