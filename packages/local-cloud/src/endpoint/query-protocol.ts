import { randomUUID } from "node:crypto";
import { ServiceError } from "@headroom/emulators";
import { XMLBuilder } from "fast-xml-parser";
import { type AwsResponse, INTERNAL_FAILURE } from "./aws-http.ts";
import type { Answer } from "./handle.ts";

const xml = new XMLBuilder({ suppressEmptyNode: true });

/** One operation of a service: form parameters in, the result's members out; lists as `{ member: [...] }`. @throws ServiceError */
export type OperateForm = (action: string, parameters: URLSearchParams) => object;

/**
 * A small service that speaks AWS's query protocol.
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function queryProtocolAnswer(operate: OperateForm, onInternalError: (error: unknown) => void): Answer {
	return ({ body }) => {
		const parameters = new URLSearchParams(body.toString("utf8"));
		const action = parameters.get("Action") ?? "";
		try {
			return queryResponse(action, operate(action, parameters));
		} catch (error) {
			if (!(error instanceof ServiceError)) {
				onInternalError(error);
				return queryRefusal(500, "InternalFailure", INTERNAL_FAILURE);
			}
			return queryRefusal(error.statusCode, error.code, error.message);
		}
	};
}

/** @param result undefined for an operation without an output in its model; one without members has an empty result element */
export function queryResponse(action: string, result: unknown): AwsResponse {
	const metadata = { ResponseMetadata: { RequestId: randomUUID() } };
	return respond(200, { [`${action}Response`]: result === undefined ? metadata : { [`${action}Result`]: result, ...metadata } });
}

export function queryRefusal(statusCode: number, code: string, message: string): AwsResponse {
	const type = statusCode >= 500 ? "Receiver" : "Sender";
	return respond(statusCode, { ErrorResponse: { Error: { Type: type, Code: code, Message: message }, RequestId: randomUUID() } });
}

/** `ActionNames.member.1`, `.2` and so on. */
export function listParameter(parameters: URLSearchParams, name: string): string[] {
	const values: string[] = [];
	for (let index = 1; parameters.has(`${name}.member.${index}`); index += 1) values.push(parameters.get(`${name}.member.${index}`) ?? "");
	return values;
}

function respond(statusCode: number, document: object): AwsResponse {
	return { statusCode, headers: { "content-type": "text/xml", "x-amzn-requestid": randomUUID() }, body: xml.build(document) as string };
}
