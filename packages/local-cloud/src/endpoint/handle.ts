import { collectBody } from "../collect-body.ts";
import {
	type AwsRequest,
	type AwsResponse,
	MAXIMUM_REQUEST_BYTES,
	plainJson,
	send,
	type WireRequest,
	type WireResponse,
} from "./aws-http.ts";

/**
 * The interface between the endpoint and the services: every service exports one, and the endpoint calls that of the request's service. It
 * is Node's own listener, because DynamoDB, SQS and SNS are complete servers that read a request themselves. Reading a SendMessage first
 * and passing it on took 157 µs of this thread instead of 69.
 */
export type Handle = (request: WireRequest, response: WireResponse) => void;

/**
 * The part behind the handle of a service whose protocols this package speaks: a whole request in, a whole answer out. Faults have the
 * service's own shape, too.
 */
export type Answer = (request: AwsRequest) => AwsResponse;

/** One operation of a service, by name; input and output are plain objects. @throws ServiceError */
export type Operate = (operation: string, input: object) => object;

/** The same, where an answer takes longer than a turn: an invocation of a function. */
export type LateAnswer = (request: AwsRequest) => AwsResponse | Promise<AwsResponse>;

export function handleOf(answer: Answer | LateAnswer, onInternalError: (error: unknown) => void): Handle {
	return (request, response) => {
		readAndAnswer(request, response, answer).catch(onInternalError);
	};
}

async function readAndAnswer(request: WireRequest, response: WireResponse, answer: LateAnswer): Promise<void> {
	const body = await collectBody(request, MAXIMUM_REQUEST_BYTES);
	if (body === "aborted") return;
	if (body === "too-large") {
		const message = `A request may have at most ${MAXIMUM_REQUEST_BYTES} bytes.`;
		send(response, plainJson(413, { __type: "RequestEntityTooLargeException", message }));
		return;
	}
	const url = request.url ?? "/";
	const question = url.indexOf("?");
	const path = question === -1 ? url : url.slice(0, question);
	const queryString = question === -1 ? "" : url.slice(question + 1);
	const answered = answer({ method: request.method ?? "POST", path, queryString, headers: request.headers, body });
	send(response, answered instanceof Promise ? await answered : answered);
}
