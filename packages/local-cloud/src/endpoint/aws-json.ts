import { randomUUID } from "node:crypto";
import { ServiceError } from "@headroom/emulators";
import { type AwsResponse, INTERNAL_FAILURE } from "./aws-http.ts";
import type { Answer, Operate } from "./handle.ts";

export interface AwsJsonService {
	readonly targetPrefix: string;
	readonly contentType: "application/x-amz-json-1.0" | "application/x-amz-json-1.1";
	/** The name of an error in the query protocol, if the service speaks both. */
	readonly queryCodeOf?: (code: string) => string;
	/** The name in `__type` if it is another one than the code. */
	readonly shapeOf?: (code: string) => string;
	readonly operate: Operate;
	readonly onInternalError: (error: unknown) => void;
}

/**
 * A service that speaks one of the AWS JSON protocols. Every request gets an answer in the protocol's own shape.
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export function awsJsonAnswer(service: AwsJsonService): Answer {
	const { targetPrefix } = service;
	return ({ body, headers }) => {
		try {
			const target = headers["x-amz-target"];
			if (typeof target !== "string" || !target.startsWith(targetPrefix)) {
				throw new ServiceError("UnknownOperationException", `X-Amz-Target must be ${targetPrefix}<operation>, is ${String(target)}.`);
			}
			return respond(service, 200, service.operate(target.slice(targetPrefix.length), parseJsonInput(body)));
		} catch (error) {
			return answerError(service, error);
		}
	};
}

/** @throws ServiceError SerializationException */
export function parseJsonInput(body: Buffer): object {
	let input: unknown;
	try {
		input = body.length === 0 ? {} : JSON.parse(body.toString("utf8"));
	} catch (error) {
		throw new ServiceError("SerializationException", `The body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
	}
	if (typeof input !== "object" || input === null || Array.isArray(input)) {
		throw new ServiceError("SerializationException", "The body must be a JSON object.");
	}
	return input;
}

function answerError(service: AwsJsonService, error: unknown): AwsResponse {
	if (!(error instanceof ServiceError)) {
		service.onInternalError(error);
		return respond(service, 500, { __type: "InternalFailure", message: INTERNAL_FAILURE });
	}
	const queryCode = service.queryCodeOf?.(error.code);
	const fault = error.statusCode >= 500 ? "Receiver" : "Sender";
	return respond(
		service,
		error.statusCode,
		{ __type: service.shapeOf?.(error.code) ?? error.code, ...(error.message !== "" && { message: error.message }) },
		queryCode === undefined ? {} : { "x-amzn-query-error": `${queryCode};${fault}` },
	);
}

function respond(service: AwsJsonService, statusCode: number, body: object, headers: Record<string, string> = {}): AwsResponse {
	return {
		statusCode,
		headers: { "content-type": service.contentType, "x-amzn-requestid": randomUUID(), ...headers },
		body: JSON.stringify(body),
	};
}
