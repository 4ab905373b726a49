import { randomUUID } from "node:crypto";
import { ServiceError } from "@headroom/emulators";
import { type AwsRequest, type AwsResponse, INTERNAL_FAILURE } from "./aws-http.ts";
import type { LateAnswer } from "./handle.ts";

/**
 * A service that speaks AWS's REST-JSON. Whatever arrives has an answer in the protocol's own shape.
 * @see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export function restJsonAnswer(operate: LateAnswer, onInternalError: (error: unknown) => void): LateAnswer {
	return async (request) => {
		try {
			return await operate(request);
		} catch (error) {
			if (error instanceof ServiceError) return restJsonRefusal(error.statusCode, error.code, error.message);
			onInternalError(error);
			return restJsonRefusal(500, "ServiceException", INTERNAL_FAILURE);
		}
	};
}

export function restJson(statusCode: number, body: object): AwsResponse {
	return {
		statusCode,
		headers: { "content-type": "application/json", "x-amzn-requestid": randomUUID() },
		body: JSON.stringify(body),
	};
}

export function restJsonEmpty(): AwsResponse {
	return { ...restJson(204, {}), body: "" };
}

export function restJsonRefusal(statusCode: number, code: string, message: string): AwsResponse {
	const { body, headers } = restJson(statusCode, { Type: statusCode >= 500 ? "Service" : "User", Message: message });
	return { statusCode, headers: { ...headers, "x-amzn-errortype": code }, body };
}

/** @throws ServiceError for a body that is no JSON */
export function parseRestJson<Input>({ body }: AwsRequest): Input {
	try {
		return JSON.parse(body.toString("utf8")) as Input;
	} catch {
		throw new ServiceError("InvalidRequestContentException", "Could not parse request body into json.");
	}
}
