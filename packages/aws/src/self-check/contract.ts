/**
 * How a function is asked what its role permits, and what it answers: the contract between `headroom verify` and the functions.
 *
 * The request is an event with this one key, and the call carries `SELF_CHECK_CLIENT_CONTEXT`. Only Lambda's own Invoke call takes a
 * client context, and only a synchronous one hands it to the function. No event source sets one.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html X-Amz-Client-Context, read 2026-11-27
 */
export const SELF_CHECK_KEY = "headroomSelfCheck";

/** The client context of the call: JSON, in base64 in the call's header. */
export const SELF_CHECK_CLIENT_CONTEXT = { headroom: "self-check" } as const;

export interface SelfCheckRequest {
	/** In every line that the check leaves in a log: 8 to 36 of `0-9a-z-`. */
	readonly checkId: string;
	/** Streams to try, at most ten. A function tries those that it manages and passes over the others. */
	readonly streamNames: readonly string[];
	/**
	 * Whether UpdateShardCount may be tried on a managed stream for a target that no account accepts, where the role does not permit it on a
	 * stream that does not exist. It is not documented whether a refused call counts among the ten of a day.
	 */
	readonly mayAskRefusedTarget: boolean;
	/** Whether people get a test message. The autoscaler alone sends one. */
	readonly sendsMessage: boolean;
}

/**
 * The target that no account accepts: a stream has at most 10,000 shards.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html read 2026-11-27
 */
export const REFUSED_TARGET_SHARD_COUNT = 1_000_000;

export const MAX_SELF_CHECK_STREAMS = 10;

/**
 * - `allowed`: the service did it, or refused it for a reason that it gives only to who may ask.
 * - `denied`: the role does not permit it.
 * - `unknown`: the answer says neither.
 */
export type TrialOutcome = "allowed" | "denied" | "unknown";

export interface TrialResult {
	/** As IAM spells it: `kinesis:PutRecord`. */
	readonly action: string;
	/** What it was tried on: a name, a URL, an ARN. */
	readonly on: string;
	readonly outcome: TrialOutcome;
	/** What was answered: {@link DONE}, or the service's error in its words. */
	readonly answered: string;
}

/** The answer to a call that the service carried out. */
export const DONE = "done";

export interface SelfCheckAnswer {
	readonly checkId: string;
	/** As in `FUNCTIONS`: `place-vote`. */
	readonly functionName: string;
	readonly trials: readonly TrialResult[];
}

/** Whether a payload is a self-check's answer: a function that was deployed before there were self-checks answers something else. */
export function isSelfCheckAnswer(payload: unknown): payload is SelfCheckAnswer {
	if (typeof payload !== "object" || payload === null) return false;
	const { checkId, functionName, trials } = payload as Partial<SelfCheckAnswer>;
	return typeof checkId === "string" && typeof functionName === "string" && Array.isArray(trials);
}

const CHECK_ID_PATTERN = /^[0-9a-z-]{8,36}$/;

/**
 * The request of a direct invocation; undefined for everything else that invokes a function. An event with anything beside the request is
 * no request.
 *
 * @param clientContext Lambda's `context.clientContext`
 */
export function readSelfCheckRequest(event: unknown, clientContext: unknown): SelfCheckRequest | undefined {
	if (!isMarked(clientContext) || typeof event !== "object" || event === null) return undefined;
	const [key, ...others] = Object.keys(event);
	if (key !== SELF_CHECK_KEY || others.length > 0) return undefined;
	const request: unknown = Reflect.get(event, SELF_CHECK_KEY);
	if (typeof request !== "object" || request === null) return undefined;
	const { checkId, mayAskRefusedTarget, sendsMessage, streamNames } = request as Partial<Record<keyof SelfCheckRequest, unknown>>;
	if (typeof checkId !== "string" || !CHECK_ID_PATTERN.test(checkId)) return undefined;
	if (!Array.isArray(streamNames) || !streamNames.every((name) => typeof name === "string")) return undefined;
	return {
		checkId,
		streamNames: streamNames.slice(0, MAX_SELF_CHECK_STREAMS),
		mayAskRefusedTarget: mayAskRefusedTarget === true,
		sendsMessage: sendsMessage === true,
	};
}

function isMarked(clientContext: unknown): boolean {
	return (
		typeof clientContext === "object" &&
		clientContext !== null &&
		Reflect.get(clientContext, "headroom") === SELF_CHECK_CLIENT_CONTEXT.headroom
	);
}
