import { sdkAction } from "@headroom/aws/sdk-action";
import type { DeserializeMiddleware, MetadataBearer, MiddlewareStack } from "@smithy/types";

/** One call, as IAM names it: `kinesis:DescribeStreamSummary`. */
export type CallListener = (action: string, tookMs: number) => void;

/** The call that each error was thrown for: few services name it. */
const failedActions = new WeakMap<object, string>();

/** The call that ended in this very error, `lambda:GetPolicy`; undefined of an error that no call ended in. */
export function failedAction(error: unknown): string | undefined {
	return typeof error === "object" && error !== null ? failedActions.get(error) : undefined;
}

/** Looks at every call of a session: which action it was, which failed, and what the service's clock says. */
export class SdkCallLog {
	readonly #onCall: CallListener;
	#clockAheadMs: number | undefined;

	constructor(onCall: CallListener = () => {}) {
		this.#onCall = onCall;
	}

	/** How far this machine's clock is ahead of the service's, negative where it is behind, to a second; undefined before the first answer. */
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
		// The header has whole seconds, cut off; it was written somewhere between the question and the answer.
		if (Number.isFinite(serviceMs)) this.#clockAheadMs = (sentAtMs + Date.now()) / 2 - (serviceMs + 500);
	}
}
