import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { type KinesisEmulator, ServiceError } from "@headroom/emulators";
import { type AwsResponse, INTERNAL_FAILURE } from "../../endpoint/aws-http.ts";
import { awsJsonAnswer } from "../../endpoint/aws-json.ts";
import { type Answer, type Handle, handleOf, type Operate } from "../../endpoint/handle.ts";
import { TARGET_PREFIXES } from "../../endpoint/service-of-request.ts";
import { cborCodec, jsonCodec, type KinesisCodec } from "./codec.ts";
import { subscribeHandle } from "./subscribe-handle.ts";

const SUBSCRIBE = `${TARGET_PREFIXES.kinesis}SubscribeToShard`;

export function kinesisHandle(
	kinesis: Pick<KinesisEmulator, "handle" | "subscribeToShard">,
	onInternalError: (error: unknown) => void,
): Handle {
	const answer = handleOf(
		kinesisAnswer((operation, input) => kinesis.handle(operation, input), onInternalError),
		onInternalError,
	);
	const subscribe = subscribeHandle(kinesis, { codecOf, refuse: (error, codec) => refuse(error, codec, onInternalError) });
	return (request, response) => (request.headers["x-amz-target"] === SUBSCRIBE ? subscribe : answer)(request, response);
}

/** Kinesis in AWS JSON 1.1, and in the CBOR of Java's clients. */
export function kinesisAnswer(operate: Operate, onInternalError: (error: unknown) => void): Answer {
	const json = awsJsonAnswer({
		targetPrefix: TARGET_PREFIXES.kinesis,
		contentType: "application/x-amz-json-1.1",
		operate,
		onInternalError,
	});
	return (request) => {
		if (codecOf(request.headers) === jsonCodec) return withoutEmptyObject(json(request));
		try {
			const target = request.headers["x-amz-target"];
			if (typeof target !== "string" || !target.startsWith(TARGET_PREFIXES.kinesis)) {
				throw new ServiceError(
					"UnknownOperationException",
					`X-Amz-Target must be ${TARGET_PREFIXES.kinesis}<operation>, is ${String(target)}.`,
				);
			}
			return respond(200, operate(target.slice(TARGET_PREFIXES.kinesis.length), cborCodec.decode(request.body)), cborCodec);
		} catch (error) {
			return refuse(error, cborCodec, onInternalError);
		}
	};
}

/** "The service sends back an HTTP 200 response with an empty HTTP body": every operation without an output. */
function withoutEmptyObject(answer: AwsResponse): AwsResponse {
	return answer.body === "{}" ? { ...answer, body: "" } : answer;
}

function codecOf(headers: IncomingHttpHeaders): KinesisCodec {
	return headers["content-type"]?.startsWith(cborCodec.contentType) === true ? cborCodec : jsonCodec;
}

function refuse(error: unknown, codec: KinesisCodec, onInternalError: (error: unknown) => void): AwsResponse {
	if (error instanceof ServiceError) return respond(error.statusCode, { __type: error.code, message: error.message }, codec);
	onInternalError(error);
	return respond(500, { __type: "InternalFailure", message: INTERNAL_FAILURE }, codec);
}

function respond(statusCode: number, output: object, codec: KinesisCodec): AwsResponse {
	return {
		statusCode,
		headers: { "content-type": codec.contentType, "x-amzn-requestid": randomUUID() },
		body: codec.encode(output),
	};
}
