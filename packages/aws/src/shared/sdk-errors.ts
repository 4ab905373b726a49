import { shortWords } from "@headroom/engine";

/** Longer than any that a service has; what is longer is cut. */
const MAX_NAME_LENGTH = 200;
const MAX_MESSAGE_LENGTH = 1_000;

/**
 * The kind of a failed call, for any service. Only this file knows the names of SDK errors.
 *
 * - `access-denied`: credentials or permissions; a person must act.
 * - `not-found`: the stream, table, queue or topic does not exist in this account and Region.
 * - `throttled`: the service asks for patience.
 * - `rejected`: the service understood and refused; it will refuse the same call again.
 * - `unavailable`: no answer, or one that says nothing about the call: a 5xx, a timeout, a broken connection. The call may have taken
 *   effect.
 */
export type SdkFaultKind = "access-denied" | "not-found" | "rejected" | "throttled" | "unavailable";

export interface SdkFault {
	readonly kind: SdkFaultKind;
	/** The error's name as AWS spells it: `ResourceNotFoundException`. */
	readonly name: string;
	/** What the service said, in one line: an endpoint may answer anything, and people read it in terminals and in messages. */
	readonly message: string;
	/** Whether the same call may succeed a little later without any change. */
	readonly retryable: boolean;
	readonly cause: unknown;
}

interface SdkErrorRow {
	readonly kind: Exclude<SdkFaultKind, "rejected" | "unavailable">;
	readonly names: readonly string[];
}

/**
 * Names with the same meaning for us. Services differ in suffix and prefix, so the table lists each spelling.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/CommonErrors.html read 2026-11-23
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html read 2026-11-23
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_Errors read 2026-11-23
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors read 2026-11-23
 */
export const SDK_ERROR_TABLE: readonly SdkErrorRow[] = [
	{
		kind: "access-denied",
		names: [
			"AccessDenied",
			"AccessDeniedException",
			"AuthorizationError",
			"AuthorizationErrorException",
			"CredentialsProviderError",
			"ExpiredToken",
			"ExpiredTokenException",
			"IncompleteSignature",
			"IncompleteSignatureException",
			"InvalidClientTokenId",
			"InvalidSecurity",
			"InvalidSignatureException",
			"KMSAccessDenied",
			"KMSAccessDeniedException",
			"KmsAccessDenied",
			"MissingAuthenticationToken",
			"MissingAuthenticationTokenException",
			"NotAuthorized",
			"OptInRequired",
			"SignatureDoesNotMatch",
			"UnrecognizedClientException",
		],
	},
	{
		kind: "not-found",
		names: [
			"AWS.SimpleQueueService.NonExistentQueue",
			"NotFound",
			"NotFoundException",
			"QueueDoesNotExist",
			"ResourceNotFound",
			"ResourceNotFoundException",
		],
	},
	{
		kind: "throttled",
		names: [
			"KMSThrottling",
			"KMSThrottlingException",
			"KmsThrottled",
			"LimitExceededException",
			"ProvisionedThroughputExceededException",
			"RequestLimitExceeded",
			"RequestThrottled",
			"RequestThrottledException",
			"Throttled",
			"ThrottledException",
			"Throttling",
			"ThrottlingException",
			"TooManyRequestsException",
		],
	},
];

const KIND_BY_NAME: ReadonlyMap<string, SdkFaultKind> = new Map(
	SDK_ERROR_TABLE.flatMap(({ kind, names }) => names.map((name): [string, SdkFaultKind] => [name, kind])),
);

/** Total: anything that was thrown becomes a fault. An unknown name with a 4xx status is `rejected`, anything else `unavailable`. */
export function sdkFault(error: unknown): SdkFault {
	const name = shortWords(textProperty(error, "name") ?? "UnknownError", MAX_NAME_LENGTH);
	const message = shortWords(textProperty(error, "message") ?? String(error), MAX_MESSAGE_LENGTH);
	const kind = KIND_BY_NAME.get(name) ?? (isClientFault(error) ? "rejected" : "unavailable");
	return { kind, name, message, retryable: kind === "throttled" || kind === "unavailable", cause: error };
}

const ADVICE: Readonly<Record<SdkFaultKind, (action: string) => string>> = {
	"access-denied": (action) => `Check that the credentials are valid and the role allows ${action}.`,
	"not-found": () => "Check its name, the account and the Region.",
	throttled: () => "The service asks for patience: the same call may succeed a little later.",
	rejected: (action) => `The service will refuse the same ${action} again: its input or the resource's settings must change.`,
	unavailable: () => "The call may or may not have taken effect. It is safe to try again.",
};

/**
 * What failed, on what, and what to try, in one line.
 *
 * @param action as IAM spells it: `kinesis:PutRecord`
 * @param subject what the call was about: `stream votes`
 */
export function faultMessage(fault: SdkFault, action: string, subject: string): string {
	const said = fault.message === "" ? fault.name : `${fault.name}: ${fault.message}`;
	const sentence = /[.!?]$/.test(said) ? said : `${said}.`;
	return `${action} on ${subject} failed: ${sentence} ${ADVICE[fault.kind](action)}`;
}

function isClientFault(error: unknown): boolean {
	if (typeof error !== "object" || error === null || !("$metadata" in error)) return false;
	const metadata = error.$metadata;
	if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return false;
	const status = metadata.httpStatusCode;
	return typeof status === "number" && status >= 400 && status < 500;
}

function textProperty(error: unknown, key: "message" | "name"): string | undefined {
	if (typeof error !== "object" || error === null) return undefined;
	const value: unknown = Reflect.get(error, key);
	return typeof value === "string" ? value : undefined;
}
