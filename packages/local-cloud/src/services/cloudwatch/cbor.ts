import { randomUUID } from "node:crypto";
import { type CloudWatchEmulator, cloudWatchErrorShape, cloudWatchQueryErrorCode, ServiceError } from "@headroom/emulators";
import { Decoder, Encoder } from "cbor-x";
import { type AwsRequest, type AwsResponse, INTERNAL_FAILURE } from "../../endpoint/aws-http.ts";
import type { Answer } from "../../endpoint/handle.ts";

const PATH = /^\/service\/GraniteServiceVersion20100801\/operation\/([A-Za-z]+)$/;
const SHAPE_NAMESPACE = "com.amazonaws.cloudwatch#";

/** Plain CBOR maps without shared structures, which any decoder reads. Dates are tag 1 both ways. */
const OPTIONS = { mapsAsObjects: true, useRecords: false, variableMapSize: true } as const;
const encoder = new Encoder(OPTIONS);
const decoder = new Decoder(OPTIONS);

export function isCbor(request: Pick<AwsRequest, "headers" | "path">): boolean {
	return request.headers["smithy-protocol"] === "rpc-v2-cbor" || request.path.startsWith("/service/");
}

/**
 * CloudWatch in Smithy RPC v2 CBOR, which the AWS CLI and newer clients speak to CloudWatch.
 * @see https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
 */
export function cborAnswer(cloudWatch: CloudWatchEmulator, onInternalError: (error: unknown) => void): Answer {
	return ({ body, path }) => {
		try {
			const operation = PATH.exec(path)?.[1];
			if (operation === undefined) {
				throw new ServiceError(
					"UnknownOperationException",
					`The path must be /service/GraniteServiceVersion20100801/operation/<operation>, is ${path}.`,
					404,
				);
			}
			return respond(200, cloudWatch.handle(operation, parseInput(body)));
		} catch (error) {
			if (error instanceof ServiceError) return refuse(error);
			onInternalError(error);
			return respond(500, { __type: `${SHAPE_NAMESPACE}InternalServiceFault`, message: INTERNAL_FAILURE });
		}
	};
}

function refuse({ code, message, statusCode }: ServiceError): AwsResponse {
	const fault = statusCode >= 500 ? "Receiver" : "Sender";
	return respond(
		statusCode,
		{ __type: SHAPE_NAMESPACE + cloudWatchErrorShape(code), ...(message !== "" && { message }) },
		{ "x-amzn-query-error": `${cloudWatchQueryErrorCode(code)};${fault}` },
	);
}

function parseInput(body: Buffer): object {
	let input: unknown;
	try {
		input = body.length === 0 ? {} : decoder.decode(body);
	} catch (error) {
		throw new ServiceError("SerializationException", `The body is not CBOR: ${error instanceof Error ? error.message : String(error)}`);
	}
	if (typeof input !== "object" || input === null || Array.isArray(input)) {
		throw new ServiceError("SerializationException", "The body must be a CBOR map.");
	}
	return input;
}

function respond(statusCode: number, body: object, headers: Record<string, string> = {}): AwsResponse {
	return {
		statusCode,
		headers: { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor", "x-amzn-requestid": randomUUID(), ...headers },
		body: encoder.encode(withoutUndefined(body)),
	};
}

/** CBOR has an `undefined` of its own, which Smithy's decoders do not expect. */
function withoutUndefined(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withoutUndefined);
	if (value instanceof Date || typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).flatMap(([name, child]) => (child === undefined ? [] : [[name, withoutUndefined(child)]])),
	);
}
