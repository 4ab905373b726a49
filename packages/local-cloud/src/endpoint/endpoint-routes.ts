import { randomUUID } from "node:crypto";
import { collectBody } from "../collect-body.ts";
import { cloudWatchWire } from "../services/cloudwatch/handle.ts";
import type { DynamoDb } from "../services/dynamodb/dynamodb.ts";
import { kinesisWire } from "../services/kinesis/handle.ts";
import { lambdaWire } from "../services/lambda/handle.ts";
import type { LambdaControl } from "../services/lambda/lambda-control.ts";
import { cloudWatchLogsWire, type LogGroups } from "../services/logs/handle.ts";
import type { Messaging } from "../services/sqs-sns/messaging.ts";
import {
	type AwsRequest,
	type AwsResponse,
	MAXIMUM_REQUEST_BYTES,
	plainJson,
	send,
	type WireRequest,
	type WireResponse,
} from "./aws-http.ts";
import type { Handle } from "./aws-json.ts";
import { refuseFunction } from "./function-access.ts";
import { SERVICES, serviceOfRequest } from "./service-of-request.ts";

export interface EndpointServices {
	readonly kinesis: Handle;
	readonly cloudWatch: Handle;
	readonly lambda: LambdaControl;
	readonly messaging: Messaging;
	readonly dynamoDb: DynamoDb;
	readonly logGroups: LogGroups;
	/** The local cloud's own pages; undefined for a path that is none. */
	readonly control: (url: string) => AwsResponse | undefined;
	readonly onInternalError: (error: unknown) => void;
}

/** Hands each request to the service it is signed for. Whatever arrives has an answer; nothing that arrives stops the local cloud. */
export function endpointRoutes(services: EndpointServices): (request: WireRequest, response: WireResponse) => void {
	const answerKinesis = kinesisWire(services.kinesis, services.onInternalError);
	const answerLogs = cloudWatchLogsWire(services.logGroups, services.onInternalError);
	const answerCloudWatch = cloudWatchWire(services.cloudWatch, services.onInternalError);
	const answerLambda = lambdaWire(services.lambda, services.onInternalError);

	async function answerWithBody(request: WireRequest, response: WireResponse, answer: (read: AwsRequest) => AwsResponse): Promise<void> {
		const body = await collectBody(request, MAXIMUM_REQUEST_BYTES);
		if (body === "aborted") return;
		if (body === "too-large") {
			const message = `A request may have ${MAXIMUM_REQUEST_BYTES} bytes.`;
			send(response, { ...plainJson(413, { __type: "RequestEntityTooLargeException", message }) });
			return;
		}
		const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
		send(response, answer({ method: request.method ?? "POST", path, headers: request.headers, body }));
	}

	return (request, response) => {
		// Without a listener a client that breaks off would stop the process.
		response.on("error", () => {});
		try {
			const url = request.url ?? "/";
			const control = services.control(url);
			if (control !== undefined) {
				send(response, control);
				return;
			}
			const target = serviceOfRequest(request.headers, url);
			if (target.kind !== "service") {
				request.resume();
				send(response, refuseUnknown(request, target.kind === "not-served" ? target.name : undefined));
				return;
			}
			const refused = refuseFunction(request.headers);
			if (refused !== undefined) {
				request.resume();
				send(response, refused);
				return;
			}
			switch (target.service) {
				case "kinesis":
					answerWithBody(request, response, answerKinesis).catch(services.onInternalError);
					return;
				case "logs":
					answerWithBody(request, response, answerLogs).catch(services.onInternalError);
					return;
				case "lambda":
					answerWithBody(request, response, answerLambda).catch(services.onInternalError);
					return;
				case "monitoring":
					answerWithBody(request, response, answerCloudWatch).catch(services.onInternalError);
					return;
				case "dynamodb":
					services.dynamoDb.serve(request, response);
					return;
				case "sns":
				case "sqs":
				case "sts":
					services.messaging.serve(request, response);
			}
		} catch (error) {
			services.onInternalError(error);
			send(response, plainJson(500, { __type: "InternalFailure", message: "The local cloud failed; its own log says why." }));
		}
	};
}

/** In JSON, or in XML for clients that read nothing else. */
function refuseUnknown(request: WireRequest, name: string | undefined): AwsResponse {
	const served = `The local cloud serves ${SERVICES.join(", ")}.`;
	const message =
		name === undefined
			? `The request names no service: it has no SigV4 Authorization header, no X-Amz-Target and no known host name. ${served}`
			: `The local cloud does not serve ${name}. ${served}`;
	const code = name === undefined ? "MissingAuthenticationTokenException" : "UnknownServiceException";
	const isForm = request.headers["content-type"]?.includes("x-www-form-urlencoded") === true;
	if (!isForm && name !== "s3") return plainJson(400, { __type: code, message });
	const requestId = randomUUID();
	const text = message.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
	// S3's error document has no envelope, those of the query protocol have one.
	const body = isForm
		? `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${text}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`
		: `<Error><Code>${code}</Code><Message>${text}</Message><RequestId>${requestId}</RequestId></Error>`;
	return { statusCode: 400, headers: { "content-type": "text/xml", "x-amzn-requestid": requestId }, body };
}
