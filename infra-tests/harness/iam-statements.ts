import type { ResourceOf } from "./look-up.ts";
import type { RecordedResource } from "./recorded-app.ts";

/** A statement of a policy, with lists where IAM also takes a single value. */
export interface IamStatement {
	readonly effect: string;
	readonly actions: readonly string[];
	readonly resources: readonly string[];
	/** `Service:lambda.amazonaws.com`, `AWS:arn:aws:iam::123456789012:root`, `*`. */
	readonly principals: readonly string[];
	readonly condition: Readonly<Record<string, unknown>>;
	/** `NotAction`, `NotResource` or `NotPrincipal`, which say what is meant only by what is not. */
	readonly negations: readonly string[];
}

interface WrittenStatement {
	readonly Effect?: string;
	readonly Action?: string | readonly string[];
	readonly Resource?: string | readonly string[];
	readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>;
	readonly Condition?: Readonly<Record<string, unknown>>;
}

export function statementsOf(policyJson: string | undefined): IamStatement[] {
	if (policyJson === undefined) return [];
	const { Statement = [] } = JSON.parse(policyJson) as { readonly Statement?: WrittenStatement | readonly WrittenStatement[] };
	return [Statement].flat().map((written) => ({
		effect: written.Effect ?? "",
		actions: list(written.Action),
		resources: list(written.Resource),
		principals: principals(written.Principal),
		condition: written.Condition ?? {},
		negations: Object.keys(written).filter((key) => key.startsWith("Not") && (written as Record<string, unknown>)[key] !== undefined),
	}));
}

/** What a role may do by itself. Policies that AWS manages are not in it: a property of its own forbids them. */
export function statementsOfRole(role: ResourceOf<"role">): IamStatement[] {
	return (role.inputs.inlinePolicies ?? []).flatMap(({ policy }) => statementsOf(policy));
}

/** Every policy in a resource's inputs, wherever it stands, with its path in them: `inlinePolicies[0].policy`. */
export function policiesIn({ inputs }: RecordedResource): { readonly path: string; readonly statements: readonly IamStatement[] }[] {
	return strings(inputs, "")
		.filter(({ text }) => text.startsWith("{") && text.includes('"Statement"'))
		.map(({ path, text }) => ({ path, statements: statementsOf(text) }));
}

function strings(value: unknown, path: string): { readonly path: string; readonly text: string }[] {
	if (typeof value === "string") return [{ path, text: value }];
	if (Array.isArray(value)) return value.flatMap((entry, index) => strings(entry, `${path}[${index}]`));
	if (typeof value !== "object" || value === null) return [];
	return Object.entries(value).flatMap(([key, entry]) => strings(entry, path === "" ? key : `${path}.${key}`));
}

function list(value: string | readonly string[] | undefined): readonly string[] {
	return value === undefined ? [] : [value].flat();
}

function principals(written: WrittenStatement["Principal"]): string[] {
	if (written === undefined) return [];
	if (typeof written === "string") return [written];
	return Object.entries(written).flatMap(([kind, values]) => list(values).map((value) => `${kind}:${value}`));
}
