import type { AskedResource } from "./rule.ts";
import type { ProviderSchema } from "./schema.ts";

/** What the provider adds to a logical name: a hyphen and seven hexadecimal digits. */
const SUFFIX = "-0123456";

/** Names that the provider makes up, beside `name`, with the most characters that it makes. */
const DERIVED: Readonly<Record<string, { readonly input: string; readonly most: number }>> = {
	"aws:lambda/permission:Permission": { input: "statementId", most: 100 },
};

const NAME = { input: "name", most: 255 };

/**
 * A resource with the name that the provider makes from its logical name, where it was given none.
 * @see https://github.com/pulumi/pulumi-aws/blob/master/provider/autonaming.go and resources.go, tfbridge.AutoName read 2026-11-27
 *
 * @throws Error where the name would be too long, as the provider does before it validates
 */
export function withDerivedInputs(schema: ProviderSchema, resource: AskedResource): AskedResource {
	const { input, most } = DERIVED[resource.type] ?? NAME;
	const isGiven = resource.inputs[input] !== undefined && resource.inputs[input] !== null;
	if (isGiven || schema.inputsOf(resource.type)?.has(input) !== true) return resource;
	const derived = `${resource.logicalName}${SUFFIX}`;
	if (derived.length > most)
		throw new Error(`${input}: could not be made from ${resource.logicalName}: ${derived.length} characters, at most ${most}`);
	return { ...resource, inputs: { ...resource.inputs, [input]: derived } };
}
