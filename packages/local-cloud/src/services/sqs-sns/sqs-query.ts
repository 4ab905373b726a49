import { ServiceError } from "@headroom/emulators";
import { type AwsRequest, type AwsResponse, isForm } from "../../endpoint/aws-http.ts";
import { type Handle, handleOf } from "../../endpoint/handle.ts";
import { queryRefusal, queryResponse } from "../../endpoint/query-protocol.ts";
import type { Messaging } from "./messaging.ts";

type Members = Readonly<Record<string, unknown>>;

interface Flattened {
	/** Its name in JSON. */
	readonly member: string;
	/** Of a map: the name that its keys have on this wire. A list has none. */
	readonly key?: "Key" | "Name";
}

/**
 * The lists and maps of the API model, by their names in the query protocol: `AttributeName.1=All`, `Attribute.1.Name=…&Attribute.1.Value=…`.
 * @see https://github.com/boto/botocore/blob/1.29.27/botocore/data/sqs/2012-11-05/service-2.json read 2026-11-27
 */
const FLATTENED: Readonly<Record<string, Flattened>> = {
	Attribute: { member: "Attributes", key: "Name" },
	AttributeName: { member: "AttributeNames" },
	ChangeMessageVisibilityBatchRequestEntry: { member: "Entries" },
	DeleteMessageBatchRequestEntry: { member: "Entries" },
	MessageAttribute: { member: "MessageAttributes", key: "Name" },
	MessageAttributeName: { member: "MessageAttributeNames" },
	MessageSystemAttribute: { member: "MessageSystemAttributes", key: "Name" },
	MessageSystemAttributeName: { member: "MessageSystemAttributeNames" },
	SendMessageBatchRequestEntry: { member: "Entries" },
	Tag: { member: "Tags", key: "Key" },
	TagKey: { member: "TagKeys" },
};

/** The same in the other direction, with the names of an answer's lists and maps in JSON. */
const LISTS: Readonly<Record<string, (action: string) => string>> = {
	Failed: () => "BatchResultErrorEntry",
	Messages: () => "Message",
	QueueUrls: () => "QueueUrl",
	Successful: (action) => `${action}ResultEntry`,
};
const MAPS: Readonly<Record<string, Flattened>> = {
	Attributes: { member: "Attribute", key: "Name" },
	MessageAttributes: { member: "MessageAttribute", key: "Name" },
	Tags: { member: "Tag", key: "Key" },
};

const WHOLE_NUMBERS = new Set(["DelaySeconds", "MaxNumberOfMessages", "MaxResults", "VisibilityTimeout", "WaitTimeSeconds"]);

/** Without an output in the model, and so without a result element. */
const WITHOUT_RESULT = new Set([
	"ChangeMessageVisibility",
	"DeleteMessage",
	"DeleteQueue",
	"PurgeQueue",
	"SetQueueAttributes",
	"TagQueue",
	"UntagQueue",
]);

/**
 * SQS in both of its protocols. The query protocol, which boto3 and the AWS CLI spoke until 2023 (Debian 12 has both), is translated to JSON and
 * back; JSON goes on unread.
 */
export function sqsHandle(messaging: Pick<Messaging, "handle" | "sqs">, onInternalError: (error: unknown) => void): Handle {
	const answerForm = handleOf((request) => answer(messaging, request), onInternalError);
	return (request, response) => (isForm(request.headers) ? answerForm : messaging.handle)(request, response);
}

async function answer(messaging: Pick<Messaging, "sqs">, { body, headers }: AwsRequest): Promise<AwsResponse> {
	const parameters = new URLSearchParams(body.toString("utf8"));
	const action = parameters.get("Action") ?? "";
	let input: Members;
	try {
		input = inputOf(parameters, action);
	} catch (error) {
		if (error instanceof ServiceError) return queryRefusal(error.statusCode, error.code, error.message);
		throw error;
	}
	const { output, queryError, statusCode } = await messaging.sqs(action, input, headers);
	if (statusCode === 200) return queryResponse(action, WITHOUT_RESULT.has(action) ? undefined : flattened(output, action));
	const { __type, message } = output as { readonly __type?: string; readonly message?: string };
	return queryRefusal(statusCode, queryError?.split(";")[0] ?? __type?.split("#").at(-1) ?? "InternalFailure", message ?? "");
}

/** The parameters as the JSON protocol has them. */
function inputOf(parameters: URLSearchParams, action: string): Members {
	const root: Record<string, unknown> = {};
	for (const [name, value] of parameters) {
		if (name === "Action" || name === "Version") continue;
		place(root, name.split("."), value, name);
	}
	const input = unflattened(root);
	// The one member whose name in JSON begins with a small letter.
	if (action !== "CreateQueue" || input["Tags"] === undefined) return input;
	const { Tags, ...others } = input;
	return { ...others, tags: Tags };
}

function place(node: Record<string, unknown>, [step = "", ...rest]: readonly string[], value: string, name: string): void {
	const existing = Object.hasOwn(node, step) ? node[step] : undefined;
	const isLeaf = rest.length === 0;
	if (step === "" || step === "__proto__" || rest.length > 8 || (existing !== undefined && isLeaf !== (typeof existing === "string"))) {
		throw new ServiceError("MalformedQueryString", `Parameter ${name} is malformed.`);
	}
	if (isLeaf) {
		node[step] = value;
		return;
	}
	const next = existing ?? {};
	node[step] = next;
	place(next as Record<string, unknown>, rest, value, name);
}

function unflattened(node: Members): Members {
	return Object.fromEntries(
		Object.entries(node).map(([name, value]) => {
			const list = Object.hasOwn(FLATTENED, name) ? FLATTENED[name] : undefined;
			if (list === undefined || typeof value === "string") return [name, scalar(name, value)];
			const elements = Object.entries(value as Members)
				.sort(([a], [b]) => Number(a) - Number(b))
				.map(([, element]) => (typeof element === "string" ? element : unflattened(element as Members)));
			if (list.key === undefined) return [list.member, elements];
			const { key } = list;
			return [list.member, Object.fromEntries(elements.map((entry) => [String((entry as Members)[key]), (entry as Members)["Value"]]))];
		}),
	);
}

function scalar(name: string, value: unknown): unknown {
	if (typeof value !== "string") return unflattened(value as Members);
	return WHOLE_NUMBERS.has(name) && /^-?\d+$/.test(value) ? Number(value) : value;
}

/** An answer as the query protocol has it: lists without a wrapper, maps as entries of a name and a value. */
function flattened(value: unknown, action: string): unknown {
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, child]) => {
			const map = Object.hasOwn(MAPS, name) ? MAPS[name] : undefined;
			if (map !== undefined) {
				const entries = Object.entries(child as Members);
				return [map.member, entries.map(([key, each]) => ({ [map.key ?? "Name"]: key, Value: flattened(each, action) }))];
			}
			const list = Object.hasOwn(LISTS, name) ? LISTS[name] : undefined;
			if (list !== undefined) return [list(action), (child as readonly unknown[]).map((each) => flattened(each, action))];
			return [name, flattened(child, action)];
		}),
	);
}
