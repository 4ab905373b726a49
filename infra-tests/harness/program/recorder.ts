import * as pulumi from "@pulumi/pulumi";
import type { RecordedResource } from "../recorded-app.ts";
import { plain } from "./plain.ts";

/** The part of Pulumi's RegisterResourceRequest that is recorded. */
interface RegisterRequest {
	getType(): string;
	getName(): string;
	getCustom(): boolean;
	getParent(): string;
	getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
	getIgnorechangesList(): string[];
	getRetainondelete(): boolean | undefined;
	getProtect(): boolean | undefined;
	getDependenciesList(): string[];
}

interface RegisterResponse {
	getUrn(): string;
	getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
}

type Answer = (error: Error | null, response?: RegisterResponse) => void;

interface Monitor {
	registerResource(request: RegisterRequest, answer: Answer): unknown;
}

/** Listens between the program and Pulumi's engine, and writes down every registration that succeeds. */
export function recordRegistrations(resources: RecordedResource[]): void {
	const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
	const register = monitor.registerResource.bind(monitor);
	monitor.registerResource = (request, answer) =>
		register(request, (error, response) => {
			if (response !== undefined) resources.push(recorded(request, response));
			answer(error, response);
		});
}

function recorded(request: RegisterRequest, response: RegisterResponse): RecordedResource {
	const { arn } = response.getObject()?.toJavaScript() ?? {};
	const parentName = request.getParent().split("::").at(-1);
	return {
		urn: response.getUrn(),
		type: request.getType(),
		logicalName: request.getName(),
		isCustom: request.getCustom(),
		...(parentName === undefined || parentName === "" ? {} : { parentName }),
		...(typeof arn === "string" ? { arn } : {}),
		inputs: plain(request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>,
		ignoreChanges: request.getIgnorechangesList(),
		retainOnDelete: request.getRetainondelete() ?? false,
		protect: request.getProtect() ?? false,
		dependencies: request.getDependenciesList(),
	};
}
