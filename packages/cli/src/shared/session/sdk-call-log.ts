import { sdkAction } from "@headroom/aws/sdk-action";
import type { DeserializeMiddleware, MetadataBearer, MiddlewareStack } from "@smithy/types";

/** One call, as IAM names it: `kinesis:DescribeStreamSummary`. */
export type CallListener = (action: string, tookMs: number) => void;

/** The call that led to each error: few services name it. */
const failedActions = new WeakMap<object, string>();

/** The call that ended in this error, `lambda:GetPolicy`; undefined if no call did. */
export function failedAction(error: unknown): string | undefined {
	return typeof error === "object" && error !== null ? failedActions.get(error) : undefined;
}

/** Observes every call of a session: its action, whether it failed, and the time on the service's clock. */
export class SdkCallLog {
	readonly #onCall: CallListener;
	#clockAheadMs: number | undefined;

	constructor(onCall: CallListener = () => {}) {
		this.#onCall = onCall;
	}

	/**
	 * How far this machine's clock is ahead of the service's, to a second. Negative if it is behind; undefined before the first answer.
	 */
	get clockAheadMs(): number | undefined {
		return this.#clockAheadMs;
	}

	add(client: { readonly middlewareStack: unknown }): void {
		const stack = client.middlewareStack as MiddlewareStack<object, MetadataBearer>;
		stack.add(this.#middleware, { step: "deserialize", priority: "high", name: "sdkCallLog" });
	}

	readonly #middleware: DeserializeMiddleware<object, MetadataBearer> = (next, context) => async (args) => {
		const action = sdkAction(context);
		const sentAtMs = Date.now();
		try {
			const answered = await next(args);
			this.#compareClocks(answered.response, sentAtMs);
			return answered;
		} catch (error) {
			if (typeof error === "object" && error !== null) failedActions.set(error, action);
			throw error;
		} finally {
			this.#onCall(action, Date.now() - sentAtMs);
		}
	};

	#compareClocks(response: unknown, sentAtMs: number): void {
		const { headers = {} } = response as { readonly headers?: Readonly<Record<string, string>> };
		const serviceMs = Date.parse(headers["date"] ?? "");
		// The header has whole seconds, rounded down. The service wrote it at some moment between the request and the answer.
		if (Number.isFinite(serviceMs)) this.#clockAheadMs = (sentAtMs + Date.now()) / 2 - (serviceMs + 500);
	}
}
