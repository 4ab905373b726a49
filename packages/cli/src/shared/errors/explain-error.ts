import { sdkFault } from "@headroom/aws/sdk-errors";
import { ConfigError } from "@headroom/config";
import { AutoscalerError } from "@headroom/controller";
import { visibleText } from "@headroom/engine";
import { VotingError } from "@headroom/voting";
import { failedAction } from "../session/sdk-call-log.ts";
import { CliError } from "./cli-error.ts";
import type { ExitKind } from "./exit-codes.ts";

/** The part of the session's options that the advice depends on. */
export interface Surroundings {
	readonly profile?: string | undefined;
	readonly endpointUrl?: string | undefined;
}

/** The end of an error's `code`, and how the command then ends. All other errors end as `failed`. */
const EXIT_BY_CODE: readonly (readonly [codeEnd: string, exit: ExitKind])[] = [
	["access-denied", "no-access"],
	["stream-not-found", "not-found"],
	["config.invalid", "usage"],
];

const EXPIRED = new Set(["ExpiredToken", "ExpiredTokenException", "RequestExpired"]);
const UNUSABLE = new Set(["InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch", "UnrecognizedClientException"]);
/** Node's network errors that mean: nothing answers. */
const UNREACHABLE = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/** Any thrown error in the form for a person at a terminal: one line that says what happened, and hints that say what to do. */
export function explainError(error: unknown, surroundings: Surroundings): CliError {
	if (error instanceof CliError) return error;
	if (error instanceof ConfigError) return new CliError("usage", error.message, { cause: error });
	return (
		credentialsError(error, surroundings) ??
		unreachableError(error, surroundings) ??
		wrongEndpointError(error, surroundings) ??
		faultError(error)
	);
}

function faultError(error: unknown): CliError {
	const message = error instanceof Error ? error.message : String(error);
	const hints = missingPermission(error);
	if (error instanceof AutoscalerError || error instanceof VotingError) {
		const byCode = EXIT_BY_CODE.find(([codeEnd]) => error.code.endsWith(codeEnd))?.[1];
		return new CliError(byCode ?? exitOfFault(error.cause), message, { hints, cause: error });
	}
	const action = failedAction(error);
	const call = action === undefined ? "" : `${action} failed: `;
	return new CliError(exitOfFault(error), `${call}${withoutMarkup(message)}`, { hints, cause: error });
}

/** Names the missing action, for any message of the service. */
function missingPermission(error: unknown): string[] {
	const call = causesOf(error).find((cause) => failedAction(cause) !== undefined);
	if (call === undefined || sdkFault(call).kind !== "access-denied") return [];
	return [`You may not call ${failedAction(call)}. docs/permissions.md lists what each command needs.`];
}

function exitOfFault(error: unknown): ExitKind {
	if (error === undefined || error === null) return "failed";
	const { kind } = sdkFault(error);
	if (kind === "access-denied") return "no-access";
	return kind === "not-found" ? "not-found" : "failed";
}

function credentialsError(error: unknown, { profile }: Surroundings): CliError | undefined {
	const login =
		profile === undefined
			? "aws sso login, or export fresh AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
			: `aws sso login --profile ${profile}`;
	for (const { name, message } of faultsOf(error)) {
		if (EXPIRED.has(name) || (name === "CredentialsProviderError" && /expired|refresh/i.test(message))) {
			return new CliError("no-access", "The AWS credentials have expired.", { hints: [`Renew them: ${login}.`], cause: error });
		}
		if (name === "CredentialsProviderError") {
			return new CliError("no-access", `No AWS credentials were found${profile === undefined ? "" : ` for profile ${profile}`}.`, {
				hints: [
					`Sign in: ${login}. Or name a profile: --profile <name>; aws configure list-profiles has them.`,
					"The local cloud needs no credentials: --endpoint-url http://127.0.0.1:4566.",
				],
				cause: error,
			});
		}
		if (UNUSABLE.has(name)) {
			return new CliError("no-access", "AWS does not accept the credentials: unknown, revoked, or for another partition.", {
				hints: [`Show whose they are: aws sts get-caller-identity${profile === undefined ? "" : ` --profile ${profile}`}.`],
				cause: error,
			});
		}
	}
	return undefined;
}

function unreachableError(error: unknown, { endpointUrl }: Surroundings): CliError | undefined {
	const network = causesOf(error).find((cause) => UNREACHABLE.has(String(Reflect.get(cause, "code"))));
	if (network === undefined) return undefined;
	const hints =
		endpointUrl === undefined
			? ["Check the network and the Region's name."]
			: ["Start the local cloud (npm start), or correct --endpoint-url or AWS_ENDPOINT_URL."];
	return new CliError("failed", `Nothing answers at ${endpointUrl ?? "AWS"} (${String(Reflect.get(network, "code"))}).`, {
		hints,
		cause: error,
	});
}

/** Names that the SDK gives to an answer in which it finds no error of AWS. */
const NAMELESS = new Set(["Error", "SyntaxError", "Unknown", "UnknownError"]);

/** An answer, but none of an AWS service: it names no error, and carries no request's id. */
function wrongEndpointError(error: unknown, { endpointUrl }: Surroundings): CliError | undefined {
	if (endpointUrl === undefined) return undefined;
	const stranger = causesOf(error).find((cause) => {
		const { $metadata: metadata, name } = cause as { readonly $metadata?: { readonly requestId?: string }; readonly name?: string };
		return metadata !== undefined && metadata.requestId === undefined && NAMELESS.has(name ?? "");
	});
	if (stranger === undefined) return undefined;
	const { $response: response } = stranger as { readonly $response?: { readonly headers?: Readonly<Record<string, string>> } };
	// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html, read 2026-11-27: the id of a request to an HTTP API
	const isApi = response?.headers?.["apigw-requestid"] !== undefined;
	const message = isApi ? `${endpointUrl} is the voting API, not the endpoint.` : `What answers at ${endpointUrl} is no AWS endpoint.`;
	return new CliError("failed", message, {
		hints: ["Correct --endpoint-url or AWS_ENDPOINT_URL: npm start shows the endpoint, which by itself is http://127.0.0.1:4566."],
		cause: error,
	});
}

function faultsOf(error: unknown): { readonly name: string; readonly message: string }[] {
	return causesOf(error).map((cause) => sdkFault(cause));
}

/** The error and its causes, outermost first. */
function causesOf(error: unknown): object[] {
	const causes: object[] = [];
	for (let cause = error; typeof cause === "object" && cause !== null && !causes.includes(cause); cause = Reflect.get(cause, "cause")) {
		causes.push(cause);
		if (cause instanceof AggregateError)
			causes.push(...cause.errors.filter((one): one is object => typeof one === "object" && one !== null));
	}
	return causes;
}

/** The SDK's messages may have several lines; the terminal shows one. */
function withoutMarkup(message: string): string {
	return visibleText(message.replaceAll(/\s+/g, " ").trim());
}
