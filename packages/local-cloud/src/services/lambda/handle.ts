import type { AwsRequest, AwsResponse } from "../../endpoint/aws-http.ts";
import { type Handle, handleOf } from "../../endpoint/handle.ts";
import { parseRestJson, restJson, restJsonAnswer, restJsonEmpty, restJsonRefusal } from "../../endpoint/rest-json.ts";
import { answerInvoke, type InvokeFunction, type InvokeFunctionAsync } from "./invoke.ts";
import type { LambdaControl, Permission } from "./lambda-control.ts";

export interface LambdaHandleOptions {
	readonly lambda: LambdaControl;
	readonly invoke: InvokeFunction;
	readonly invokeAsync: InvokeFunctionAsync;
	readonly onInternalError: (error: unknown) => void;
}

/** What a request is about: a function, or a mapping; and below it, a statement of its policy. */
interface Target {
	readonly name: string;
	readonly below: string;
}

/** When the functions came: with this process. Without a colon in the offset, as Lambda writes it. */
const STARTED_AT = new Date().toISOString().replace("Z", "+0000");

type Operation = (options: LambdaHandleOptions, target: Target, request: AwsRequest) => AwsResponse | Promise<AwsResponse>;

/** The date that each operation's path begins with differs by its age; nothing hangs on it. `/2015-03-31/functions/<name or ARN>/policy/<statement>`. */
const PATH = /^\/\d{4}-\d\d-\d\d\/(functions|event-source-mappings)(?:\/([^/]*))?(?:\/([a-z-]+))?(?:\/([^/]+))?\/?$/;

const OPERATIONS: Readonly<Record<string, Operation>> = {
	"DELETE functions": ({ lambda }, { name }) => {
		lambda.delete(name);
		return restJsonEmpty();
	},
	"GET functions configuration": ({ lambda }, { name }) =>
		restJson(200, { ...lambda.configuration(name), LastModified: STARTED_AT, State: "Active", LastUpdateStatus: "Successful" }),
	"POST functions invocations": ({ invoke, invokeAsync, lambda }, { name }, request) => {
		lambda.configuration(name);
		return answerInvoke(name, request, invoke, invokeAsync);
	},
	"GET functions policy": ({ lambda }, { name }) => restJson(200, { Policy: JSON.stringify(lambda.policy(name)) }),
	"POST functions policy": ({ lambda }, { name }, request) =>
		restJson(201, { Statement: JSON.stringify(lambda.addPermission(name, parseRestJson<Permission>(request))) }),
	"DELETE functions policy": ({ lambda }, { below, name }) => {
		lambda.removePermission(name, below);
		return restJsonEmpty();
	},
	"GET functions concurrency": ({ lambda }, { name }) => {
		const executions = lambda.reservedConcurrency(name);
		return restJson(200, executions === undefined ? {} : { ReservedConcurrentExecutions: executions });
	},
	"DELETE functions concurrency": ({ lambda }, { name }) => {
		lambda.reserveConcurrency(name, undefined);
		return restJsonEmpty();
	},
	"GET functions event-invoke-config": ({ lambda }, { name }) => restJson(200, lambda.eventInvokeConfig(name)),
	"DELETE functions event-invoke-config": ({ lambda }, { name }) => {
		lambda.deleteEventInvokeConfig(name);
		return restJsonEmpty();
	},
	"GET event-source-mappings": ({ lambda }, _, { queryString }) => {
		const given = new URLSearchParams(queryString);
		const [functionName, eventSourceArn] = [given.get("FunctionName"), given.get("EventSourceArn")];
		return restJson(200, {
			EventSourceMappings: lambda.eventSourceMappings.list({
				...(functionName === null ? {} : { functionName: nameOf(functionName) }),
				...(eventSourceArn === null ? {} : { eventSourceArn }),
			}),
		});
	},
	"PUT event-source-mappings": ({ lambda }, { name }, request) =>
		restJson(202, lambda.eventSourceMappings.setEnabled(name, parseRestJson<{ readonly Enabled?: boolean }>(request).Enabled !== false)),
	"DELETE event-source-mappings": ({ lambda }, { name }) => restJson(202, lambda.eventSourceMappings.delete(name)),
};

/** What managing a stream and looking at the deployment takes of Lambda's control plane, and Invoke, in its REST-JSON protocol. */
export function lambdaHandle(options: LambdaHandleOptions): Handle {
	const { onInternalError } = options;
	return handleOf(
		restJsonAnswer((request) => answer(options, request), onInternalError),
		onInternalError,
	);
}

function answer(options: LambdaHandleOptions, request: AwsRequest): AwsResponse | Promise<AwsResponse> {
	const [, kind = "", named = "", resource, below = ""] = PATH.exec(request.path) ?? [];
	const operation = OPERATIONS[[request.method, kind, ...(resource === undefined ? [] : [resource])].join(" ")];
	if (operation !== undefined) {
		return operation(options, { name: nameOf(decodeURIComponent(named)), below: decodeURIComponent(below) }, request);
	}
	const message = `Of Lambda the local cloud serves ${Object.keys(OPERATIONS).join(", ")}, not ${request.method} ${request.path}.`;
	return restJsonRefusal(404, "UnknownOperationException", message);
}

/** The name of a function that is given by name or by ARN. */
function nameOf(named: string): string {
	return /:function:([^:]+)/.exec(named)?.[1] ?? named;
}
