import { randomUUID } from "node:crypto";
import { type CloudWatchEmulator, cloudWatchQueryErrorCode, ServiceError } from "@headroom/emulators";
import { XMLBuilder } from "fast-xml-parser";
import { type AwsResponse, INTERNAL_FAILURE } from "../../endpoint/aws-http.ts";
import type { Answer } from "../../endpoint/handle.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/making-api-requests.html */
const XML_NAMESPACE = "http://monitoring.amazonaws.com/doc/2010-08-01/";
const VERSION = "2010-08-01";

/** Deeper than any real request, and shallow enough that a hostile one costs nothing. */
const MAXIMUM_DEPTH = 16;
const MAXIMUM_PARAMETERS = 20_000;

const xml = new XMLBuilder({ attributeNamePrefix: "@", ignoreAttributes: false, suppressEmptyNode: true });

/**
 * CloudWatch in the query protocol, which older clients speak: form parameters in, XML out.
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function queryAnswer(cloudWatch: CloudWatchEmulator, onInternalError: (error: unknown) => void): Answer {
	return ({ body }) => {
		const requestId = randomUUID();
		try {
			const parameters = new URLSearchParams(body.toString("utf8"));
			const action = parameters.get("Action");
			if (action === null) throw new ServiceError("MissingAction", "The request must contain the parameter Action.");
			const version = parameters.get("Version");
			if (version !== null && version !== VERSION) {
				throw new ServiceError("NoSuchVersion", `The requested version (${version}) is not valid; this is ${VERSION}.`);
			}
			return respond(200, requestId, successDocument(action, cloudWatch.handle(action, parseParameters(parameters), "text"), requestId));
		} catch (error) {
			if (error instanceof ServiceError) return refuse(error, requestId);
			onInternalError(error);
			return refuse(new ServiceError("InternalFailure", INTERNAL_FAILURE, 500), requestId);
		}
	};
}

function refuse({ code, message, statusCode }: ServiceError, requestId: string): AwsResponse {
	const document = {
		ErrorResponse: {
			"@xmlns": XML_NAMESPACE,
			Error: {
				Type: statusCode >= 500 ? "Receiver" : "Sender",
				Code: cloudWatchQueryErrorCode(code),
				...(message !== "" && { Message: message }),
			},
			RequestId: requestId,
		},
	};
	return respond(statusCode, requestId, document);
}

/** Contains a result without members, too: clients expect it if the model has such an output, as for TagResource. */
function successDocument(action: string, output: object, requestId: string): object {
	return {
		[`${action}Response`]: {
			"@xmlns": XML_NAMESPACE,
			[`${action}Result`]: toXml(output),
			ResponseMetadata: { RequestId: requestId },
		},
	};
}

function respond(statusCode: number, requestId: string, document: object): AwsResponse {
	return { statusCode, headers: { "content-type": "text/xml", "x-amzn-requestid": requestId }, body: xml.build(document) };
}

function toXml(value: unknown): unknown {
	if (value instanceof Date) return value.toISOString();
	if (Array.isArray(value)) return { member: value.map(toXml) };
	if (typeof value === "object" && value !== null) {
		return Object.fromEntries(Object.entries(value).flatMap(([name, child]) => (child === undefined ? [] : [[name, toXml(child)]])));
	}
	return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

/** `MetricData.member.1.Dimensions.member.1.Name=StreamName` and its like, as the objects they stand for. */
function parseParameters(parameters: URLSearchParams): object {
	if (parameters.size > MAXIMUM_PARAMETERS) throw new ServiceError("MalformedQueryString", `More than ${MAXIMUM_PARAMETERS} parameters.`);
	const root: Node = new Map();
	for (const [name, value] of parameters) {
		if (name === "Action" || name === "Version") continue;
		const path = name.split(".");
		if (path.length > MAXIMUM_DEPTH || path.includes("__proto__"))
			throw new ServiceError("MalformedQueryString", `Parameter ${name} is unknown.`);
		place(root, path, value);
	}
	return toInput(root) as object;
}

type Node = Map<string, Node | string>;

function place(root: Node, path: readonly string[], value: string): void {
	let node = root;
	for (const step of path.slice(0, -1)) {
		let next = node.get(step);
		if (next === undefined || typeof next === "string") {
			next = new Map();
			node.set(step, next);
		}
		node = next;
	}
	node.set(path.at(-1) ?? "", value);
}

/** Values stay text: the service converts them by its model. */
function toInput(node: Node | string): unknown {
	if (typeof node === "string") return node;
	const list = node.get("member");
	if (list !== undefined && typeof list !== "string") {
		const indexed = [...list].sort(([left], [right]) => Number(left) - Number(right));
		return indexed.map(([, element]) => toInput(element));
	}
	return Object.fromEntries([...node].map(([name, child]) => [name, toInput(child)]));
}
