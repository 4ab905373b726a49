import { randomUUID } from "node:crypto";
import { type AwsResponse, INTERNAL_FAILURE, isForm, plainJson, send, type WireRequest } from "./aws-http.ts";
import { type AccessRules, judgeBody, needsBody } from "./body-access.ts";
import { refuseFunction } from "./function-access.ts";
import type { Handle } from "./handle.ts";
import { SERVICES, type ServiceName, serviceOfRequest } from "./service-of-request.ts";

export interface EndpointOptions {
	readonly services: Readonly<Record<ServiceName, Handle>>;
	/** The local cloud's own pages; undefined for another path. */
	readonly control: (method: string, url: string) => AwsResponse | undefined;
	readonly access: AccessRules;
	readonly onInternalError: (error: unknown) => void;
}

/** Passes each request to the service that it is signed for. Every request gets an answer, and none stops the local cloud. */
export function endpointRoutes({ access, control, onInternalError, services }: EndpointOptions): Handle {
	return (request, response) => {
		// Without a listener, a client that breaks off would stop the process.
		response.on("error", () => {});
		const refuse = (answer: AwsResponse): void => {
			request.resume();
			send(response, answer);
		};
		try {
			const url = request.url ?? "/";
			const page = control(request.method ?? "GET", url);
			if (page !== undefined) {
				send(response, page);
				return;
			}
			const target = serviceOfRequest(request.headers, url);
			if (target.kind !== "service") {
				refuse(refuseUnknown(request, target.kind === "not-served" ? target.name : undefined));
				return;
			}
			const refused = refuseFunction(request.headers, access.isDenied);
			if (refused !== undefined) refuse(refused);
			else if (needsBody(request, target.service, access)) {
				judgeBody(request, target.service, access).then((verdict) => {
					if (verdict.kind === "refused") send(response, verdict.answer);
					if (verdict.kind === "permitted") services[target.service](verdict.request, response);
				}, onInternalError);
			} else services[target.service](request, response);
		} catch (error) {
			onInternalError(error);
			send(response, plainJson(500, { __type: "InternalFailure", message: INTERNAL_FAILURE }));
		}
	};
}

/** In JSON, or in XML for clients that read only XML. */
function refuseUnknown(request: WireRequest, name: string | undefined): AwsResponse {
	const served = `The local cloud serves ${SERVICES.join(", ")}.`;
	const message =
		name === undefined
			? `The request names no service: it has no SigV4 Authorization header, no X-Amz-Target and no known host name. ${served}`
			: `The local cloud does not serve ${name}. ${served}`;
	const code = name === undefined ? "MissingAuthenticationTokenException" : "UnknownServiceException";
	if (!isForm(request.headers) && name !== "s3") return plainJson(400, { __type: code, message });
	const requestId = randomUUID();
	const text = message.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
	// S3's error document has no envelope, those of the query protocol have one.
	const body = isForm(request.headers)
		? `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${text}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`
		: `<Error><Code>${code}</Code><Message>${text}</Message><RequestId>${requestId}</RequestId></Error>`;
	return { statusCode: 400, headers: { "content-type": "text/xml", "x-amzn-requestid": requestId }, body };
}
