import type { FunctionName } from "@headroom/config";
import { functionNamed, named } from "../harness/look-up.ts";
import { RESOURCE_TYPES, type ResourceKind } from "../harness/provider-inputs.ts";
import type { RecordedApp, RecordedBuild, RecordedResource } from "../harness/recorded-app.ts";
import type { Property } from "../properties/property.ts";

/** One thing done wrong, and the property that must notice. */
export interface Mutation {
	/** What somebody did: `the stream follows the code again` */
	readonly title: string;
	readonly breaks: Property;
	/** Where it is tried; production where absent. */
	readonly stage?: "personal";
	/** Changes the copy that it is given. */
	readonly mutate: (app: MutableApp) => void;
}

/** A copy of a recorded app, to be spoilt. */
export interface MutableApp extends Omit<RecordedApp, "builds" | "resources" | "settings"> {
	settings: { name: string; home: string; removal: string; protect: boolean };
	resources: MutableResource[];
	builds: (Omit<RecordedBuild, "handler" | "properties"> & { handler: string; properties: Record<string, unknown> })[];
}

export interface MutableResource extends Omit<RecordedResource, "ignoreChanges" | "inputs" | "retainOnDelete"> {
	// A mutation writes what no type allows: that is what it is for.
	inputs: Record<string, unknown>;
	ignoreChanges: string[];
	retainOnDelete: boolean;
}

/** @throws Error where there is none: a mutation that changes nothing proves nothing */
export function the(app: MutableApp, kind: ResourceKind, name: string): MutableResource {
	return present(named(app, kind, name), `${kind} ${name}`);
}

export function theFunction(app: MutableApp, name: FunctionName): MutableResource {
	return present(functionNamed(app, name), `function ${name}`);
}

/** The first that fits. */
export function first(
	app: MutableApp,
	kind: ResourceKind,
	fits: (inputs: Record<string, unknown>) => boolean = () => true,
): MutableResource {
	return present(
		app.resources.find(({ type, inputs }) => type === RESOURCE_TYPES[kind] && fits(inputs)),
		kind,
	);
}

export function remove(app: MutableApp, resource: MutableResource): void {
	app.resources.splice(app.resources.indexOf(resource), 1);
}

/** A second one like it, with a URN of its own. */
export function add(app: MutableApp, like: MutableResource, inputs: Record<string, unknown>): void {
	app.resources.push({ ...structuredClone(like), urn: `${like.urn}-another`, inputs: { ...structuredClone(like.inputs), ...inputs } });
}

/** Rewrites an input that holds JSON. */
export function rewriteJson<Content>(resource: MutableResource, input: string, rewrite: (content: Content) => void): void {
	const content = JSON.parse(String(resource.inputs[input])) as Content;
	rewrite(content);
	resource.inputs[input] = JSON.stringify(content);
}

export interface WrittenStatement {
	Action: string[];
	Resource: string[];
	Principal: Record<string, unknown>;
	Condition?: unknown;
}

export interface WrittenPolicy {
	Statement: WrittenStatement[];
}

/** Rewrites what a function's role may do. */
export function rewriteRole(app: MutableApp, name: FunctionName, rewrite: (policy: WrittenPolicy) => void): void {
	rewriteInlinePolicy(roleOf(app, name), rewrite);
}

export function rewriteInlinePolicy(role: MutableResource, rewrite: (policy: WrittenPolicy) => void): void {
	const [inline] = role.inputs["inlinePolicies"] as { policy: string }[];
	const { policy: written } = present(inline, `inline policy of ${role.logicalName}`);
	const policy = JSON.parse(written) as WrittenPolicy;
	rewrite(policy);
	role.inputs["inlinePolicies"] = [{ name: "inline", policy: JSON.stringify(policy) }];
}

export function roleOf(app: MutableApp, name: FunctionName): MutableResource {
	const { inputs } = theFunction(app, name);
	return present(
		app.resources.find(({ arn }) => arn === inputs["role"]),
		`role of ${name}`,
	);
}

function present(resource: RecordedResource | undefined, what: string): MutableResource;
function present<Value>(value: Value | undefined, what: string): Value;
function present(value: unknown, what: string): unknown {
	if (value === undefined) throw new Error(`there is no ${what} to mutate`);
	return value;
}
