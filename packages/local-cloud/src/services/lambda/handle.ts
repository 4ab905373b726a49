import { randomUUID } from "node:crypto";
import { ServiceError } from "@headroom/emulators";
import { type AwsRequest, type AwsResponse, INTERNAL_FAILURE } from "../../endpoint/aws-http.ts";
import { type Handle, handleOf } from "../../endpoint/handle.ts";
import type { LambdaControl, Permission } from "./lambda-control.ts";

/** `/2015-03-31/functions/<name or ARN>/configuration`, `…/policy`, `…/policy/<statement>`. */
const PATH = /^\/2015-03-31\/functions\/([^/]+)\/(configuration|policy)(?:\/([^/]+))?$/;

const MAPPINGS_PATH = "/2015-03-31/event-source-mappings";

/** The part of Lambda's control plane that the command line needs, in its REST-JSON protocol. */
export function lambdaHandle(lambda: LambdaControl, onInternalError: (error: unknown) => void): Handle {
	return handleOf((request) => {
		try {
			return answer(lambda, request);
		} catch (error) {
			if (error instanceof ServiceError) return refuse(error.statusCode, error.code, error.message);
			onInternalError(error);
			return refuse(500, "ServiceException", INTERNAL_FAILURE);
		}
	}, onInternalError);
}

function answer(lambda: LambdaControl, { body, method, path }: AwsRequest): AwsResponse {
	if (method === "GET" && path === MAPPINGS_PATH) return respond(200, { EventSourceMappings: lambda.eventSourceMappings });
	const [, named = "", resource, statementId] = PATH.exec(path) ?? [];
	const name = nameOf(decodeURIComponent(named));
	switch (`${method} ${resource ?? ""}`) {
		case "GET configuration":
			return respond(200, lambda.configuration(name));
		case "GET policy":
			return respond(200, { Policy: JSON.stringify(lambda.policy(name)) });
		case "POST policy":
			return respond(201, { Statement: JSON.stringify(lambda.addPermission(name, parsePermission(body))) });
		case "DELETE policy":
			lambda.removePermission(name, decodeURIComponent(statementId ?? ""));
			return { ...respond(204, {}), body: "" };
		default:
			return refuse(
				404,
				"UnknownOperationException",
				"The local cloud serves GetFunctionConfiguration, GetPolicy, AddPermission, RemovePermission and ListEventSourceMappings of Lambda.",
			);
	}
}

/** The name of a function that is given by name or by ARN. */
function nameOf(named: string): string {
	return /:function:([^:]+)/.exec(named)?.[1] ?? named;
}

function parsePermission(body: Buffer): Permission {
	try {
		return JSON.parse(body.toString("utf8")) as Permission;
	} catch {
		throw new ServiceError("InvalidRequestContentException", "Could not parse request body into json.");
	}
}

function respond(statusCode: number, body: object): AwsResponse {
	return {
		statusCode,
		headers: { "content-type": "application/json", "x-amzn-requestid": randomUUID() },
		body: JSON.stringify(body),
	};
}

function refuse(statusCode: number, code: string, message: string): AwsResponse {
	const { body, headers } = respond(statusCode, { Type: statusCode >= 500 ? "Service" : "User", Message: message });
	return { statusCode, headers: { ...headers, "x-amzn-errortype": code }, body };
}
