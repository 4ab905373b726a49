import type { DeserializeMiddleware, HandlerExecutionContext, MetadataBearer, MiddlewareStack } from "@smithy/types";

/** One call, as IAM names it: `kinesis:DescribeStreamSummary`. */
export type CallListener = (action: string, tookMs: number) => void;

/** What IAM calls a service differently than its client. */
const IAM_NAMES: Readonly<Record<string, string>> = { cloudwatchlogs: "logs" };

/** Calls whose permission has another name. @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html read 2026-11-27 */
const IAM_ACTIONS: Readonly<Record<string, string>> = {
	"apigatewayv2:GetApis": "apigateway:GET",
	"lambda:Invoke": "lambda:InvokeFunction",
};

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
		const action = actionOf(context);
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

function actionOf({ clientName = "", commandName = "" }: HandlerExecutionContext): string {
	const service = clientName.replace(/Client$/, "").toLowerCase();
	const action = `${IAM_NAMES[service] ?? service}:${commandName.replace(/Command$/, "")}`;
	return IAM_ACTIONS[action] ?? action;
}
