import { Readable } from "node:stream";
import { collectBody } from "../collect-body.ts";
import { ACCOUNT_ID, REGION, streamArn } from "../names.ts";
import type { Sessions } from "../services/sts/sessions.ts";
import { type AwsResponse, isForm, MAXIMUM_REQUEST_BYTES, type WireRequest } from "./aws-http.ts";
import { accessDenied, accessKeyOf, actionOf, type IsDenied, refuseFunction, signingFunction } from "./function-access.ts";
import type { ServiceName } from "./service-of-request.ts";

export interface AccessRules {
	readonly isDenied: IsDenied;
	readonly sessions: Sessions;
}

export type BodyVerdict =
	| { readonly kind: "refused"; readonly answer: AwsResponse }
	/** The request again, from its beginning. */
	| { readonly kind: "permitted"; readonly request: WireRequest }
	| { readonly kind: "aborted" };

/**
 * Whether what a request may is known only from its body: temporary credentials may what their policy says on the resource that the body names, and the query
 * protocol of SNS and SQS says its action in the body. All others are judged by their headers: reading a body before its service does costs as much as serving it.
 */
export function needsBody({ headers }: Pick<WireRequest, "headers">, service: ServiceName, { sessions }: AccessRules): boolean {
	if (!sessions.isEmpty && sessions.has(accessKeyOf(headers) ?? "")) return true;
	return (service === "sns" || (service === "sqs" && isForm(headers))) && signingFunction(headers) !== undefined;
}

export async function judgeBody(request: WireRequest, service: ServiceName, { isDenied, sessions }: AccessRules): Promise<BodyVerdict> {
	const body = await collectBody(request, MAXIMUM_REQUEST_BYTES);
	if (typeof body === "string") return { kind: "aborted" };
	const { headers } = request;
	const accessKey = accessKeyOf(headers) ?? "";
	const named = readBody(headers, body);
	const action = actionOf(headers) ?? `${service}:${named.action || restAction(request)}`;
	const refused =
		sessions.has(accessKey) && !sessions.permits(accessKey, action, named.resourceArn)
			? accessDenied(headers, `arn:aws:sts::${ACCOUNT_ID}:federated-user/${accessKey}`, action)
			: refuseFunction(headers, isDenied, action);
	if (refused !== undefined) return { kind: "refused", answer: refused };
	const { method, socket, url } = request;
	return { kind: "permitted", request: Object.assign(Readable.from([body]), { headers, method, socket, url }) as unknown as WireRequest };
}

/** Of the protocols whose path names the operation only what a policy here is about has a name. */
function restAction({ method, url = "" }: WireRequest): string {
	return method === "POST" && url.endsWith("/invocations") ? "InvokeFunction" : "Other";
}

function readBody(headers: WireRequest["headers"], body: Buffer): { readonly action: string; readonly resourceArn: string } {
	const text = body.toString("utf8");
	if (isForm(headers)) {
		const parameters = new URLSearchParams(text);
		const queueUrl = parameters.get("QueueUrl");
		const resourceArn = parameters.get("TopicArn") ?? (queueUrl === null ? "*" : queueArn(queueUrl));
		return { action: parameters.get("Action") ?? "", resourceArn };
	}
	return { action: "", resourceArn: resourceOf(text) };
}

function resourceOf(json: string): string {
	let input: Readonly<Record<string, unknown>>;
	try {
		input = JSON.parse(json) as Readonly<Record<string, unknown>>;
	} catch {
		return "*";
	}
	const { QueueUrl, StreamARN, StreamName } = input;
	if (typeof StreamARN === "string") return StreamARN;
	if (typeof StreamName === "string") return streamArn(StreamName);
	if (typeof QueueUrl === "string") return queueArn(QueueUrl);
	return "*";
}

function queueArn(queueUrl: string): string {
	return `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:${queueUrl.slice(queueUrl.lastIndexOf("/") + 1)}`;
}
