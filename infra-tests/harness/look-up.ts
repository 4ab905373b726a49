import { deploymentNames, deploymentOfStage, type FunctionName } from "@headroom/config";
import { type InputsOf, RESOURCE_TYPES, type ResourceKind } from "./provider-inputs.ts";
import type { RecordedApp, RecordedResource } from "./recorded-app.ts";

export type ResourceOf<Kind extends ResourceKind> = RecordedResource & { readonly inputs: InputsOf[Kind] };

/** Every resource of one kind. */
export function all<Kind extends ResourceKind>(app: RecordedApp, kind: Kind): ResourceOf<Kind>[] {
	return app.resources.filter(({ type }) => type === RESOURCE_TYPES[kind]) as ResourceOf<Kind>[];
}

/** The one with this name in the account; undefined where there is none. */
export function named<Kind extends ResourceKind>(app: RecordedApp, kind: Kind, name: string): ResourceOf<Kind> | undefined {
	return all(app, kind).find(({ inputs }) => (inputs as { readonly name?: string }).name === name);
}

export function byArn<Kind extends ResourceKind>(app: RecordedApp, kind: Kind, arn: string | undefined): ResourceOf<Kind> | undefined {
	return arn === undefined ? undefined : all(app, kind).find((resource) => resource.arn === arn);
}

/** Names of what the app's stage creates. */
export function namesOf(app: RecordedApp) {
	return deploymentNames(deploymentOfStage(app.stage));
}

export function functionNamed(app: RecordedApp, name: FunctionName): ResourceOf<"function"> | undefined {
	return named(app, "function", namesOf(app).functions[name]);
}

/** Lambda takes a function's name and its ARN alike. */
export function isOfFunction(reference: string | undefined, lambdaFunction: ResourceOf<"function">): boolean {
	return reference !== undefined && (reference === lambdaFunction.arn || reference === lambdaFunction.inputs.name);
}

/** Where a resource is, for a person: `queue headroom-production-overflow`. */
export function pathOf(resource: RecordedResource): string {
	const kind = resource.type.split(":").at(-1) ?? resource.type;
	const name = resource.inputs["name"] ?? resource.inputs["dashboardName"];
	return `${kind} ${typeof name === "string" ? name : resource.logicalName}`;
}
