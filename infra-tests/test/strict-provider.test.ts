import { describe, expect, inject, it } from "vitest";
import { ACCOUNT_ID, PARTITION, REGION } from "../harness/account.ts";
import { PATHS } from "../harness/paths.ts";
import type { AskedResource, ProviderAccount, ProviderRule } from "../harness/provider/rule.ts";
import type { Kind } from "../harness/provider/schema.ts";
import { strictProvider } from "../harness/provider/strict-provider.ts";
import { valuesAt, writeAt } from "../harness/provider/values-at.ts";
import type { RecordedApp } from "../harness/recorded-app.ts";

const account: ProviderAccount = { partition: PARTITION, region: REGION, accountId: ACCOUNT_ID, concurrentExecutions: 1000 };
const provider = strictProvider(PATHS.root, PATHS.platform, account);

/** Every type of resource that any setting creates: those of the default, and what only a check of voters has. */
const ofDefault = asked(inject("production"));
const typesOfDefault = new Set(ofDefault.map(({ type }) => type));
const resources: readonly AskedResource[] = [...ofDefault, ...asked(inject("checked")).filter(({ type }) => !typesOfDefault.has(type))];

function asked(app: RecordedApp): AskedResource[] {
	return app.resources
		.filter(({ isCustom, type }) => isCustom && !type.startsWith("pulumi:"))
		.map(({ type, logicalName, inputs }) => provider.derived({ type, logicalName, inputs }));
}

/** A copy of the first resource that fits, among copies of the others. */
function copyOf(fits: (resource: AskedResource) => boolean): {
	readonly resource: AskedResource;
	readonly others: AskedResource[];
} {
	const index = resources.findIndex(fits);
	const found = resources[index];
	if (found === undefined) throw new Error("there is no resource to spoil");
	return { resource: structuredClone(found), others: structuredClone(resources.filter((_, each) => each !== index)) };
}

function refusals({ resource, others }: ReturnType<typeof copyOf>): string[] {
	return provider.faults(resource, others).map(({ path, message }) => `${path} ${message}`.trim());
}

function spoil({ path, refuses }: ProviderRule, resource: AskedResource, others: AskedResource[]): void {
	const inputs = resource.inputs as Record<string, unknown>;
	const surroundings = { type: resource.type, inputs, others, account };
	if ("write" in refuses) refuses.write(inputs, surroundings);
	else expect(writeAt(inputs, path, refuses.value), `${path} leads somewhere`).toBe(true);
}

describe("the strict provider", () => {
	it("takes every resource of the recorded apps", () => {
		const faults = resources.flatMap((resource, index) => provider.faults(resource, resources.slice(0, index)));
		expect(faults).toEqual([]);
	});

	it("knows every type in use from the provider's own types, and has rules for each", () => {
		const types = [...new Set(resources.map(({ type }) => type))];
		expect(types.filter((type) => provider.schema.inputsOf(type) === undefined)).toEqual([]);
		expect(types.filter((type) => !provider.rules.some((rule) => rule.type === type))).toEqual([]);
	});

	it("has a source for every rule: a pinned package, or a link and the day it was read", () => {
		const without = provider.rules.filter(({ source }) => !/, as installed|https:\/\/\S+ read 2\d{3}-\d\d-\d\d/.test(source));
		expect(without).toEqual([]);
	});
});

describe("each rule refuses what breaks it", () => {
	it.each(provider.rules)("$type $path $must", (rule) => {
		const copy = copyOf(({ type, inputs }) => type === rule.type && valuesAt(inputs, rule.path).length > 0);
		expect(refusals(copy), "before").toEqual([]);
		spoil(rule, copy.resource, copy.others);
		expect(refusals(copy).some((refusal) => refusal.endsWith(rule.must))).toBe(true);
	});
});

describe("the provider's own types refuse", () => {
	const TYPES = [...new Set(provider.rules.map(({ type }) => type))];

	it.each(TYPES)("an input of %s that there is not", (type) => {
		const copy = copyOf((resource) => resource.type === type);
		(copy.resource.inputs as Record<string, unknown>)["nmae"] = "x";
		expect(refusals(copy)).toContain("nmae is no input that the provider knows");
	});

	const required = TYPES.flatMap((type) =>
		[...(provider.schema.inputsOf(type) ?? [])].filter(([, { isRequired }]) => isRequired).map(([input]) => ({ type, input })),
	);
	it.each(required)("$type without $input", ({ type, input }) => {
		const copy = copyOf((resource) => resource.type === type);
		delete (copy.resource.inputs as Record<string, unknown>)[input];
		expect(refusals(copy)).toContain(`${input} is required`);
	});

	it("an input of another kind, wherever one is written", () => {
		const another: Readonly<Record<Kind["is"], unknown>> = {
			any: undefined,
			boolean: "true",
			number: "1",
			string: 1,
			list: "x",
			map: "x",
			object: "x",
		};
		const taken = resources.flatMap((resource) => {
			const fields = [...(provider.schema.inputsOf(resource.type) ?? [])];
			return fields
				.filter(
					([input, { kind }]) => another[kind.is] !== undefined && resource.inputs[input] !== undefined && resource.inputs[input] !== null,
				)
				.filter(([input, { kind }]) => {
					const spoilt = { ...resource, inputs: { ...resource.inputs, [input]: another[kind.is] } };
					return !provider.faults(spoilt, []).some(({ path, message }) => path === input && message.startsWith("must be a"));
				})
				.map(([input]) => `${resource.type} ${input}`);
		});
		expect(taken).toEqual([]);
	});
});
