import { withDerivedInputs } from "./derived-inputs.ts";
import type { AskedResource, ProviderAccount, ProviderRule } from "./rule.ts";
import { accessRules } from "./rules/access.ts";
import { apiGatewayRules } from "./rules/api-gateway.ts";
import { cloudWatchRules } from "./rules/cloudwatch.ts";
import { dataRules } from "./rules/data.ts";
import { lambdaRules } from "./rules/lambda.ts";
import { messagingRules } from "./rules/messaging.ts";
import { type ProviderSchema, readProviderSchema } from "./schema.ts";
import { type ProviderFault, schemaFaults } from "./schema-faults.ts";
import { sdkEnum } from "./sdk-enum.ts";
import { valuesAt } from "./values-at.ts";

/** Refuses what the provider and AWS behind it refuse, before anything is created. */
export interface StrictProvider {
	readonly schema: ProviderSchema;
	/** Beside what the schema says. */
	readonly rules: readonly ProviderRule[];
	/** The resource with what the provider makes up for it. @throws Error where it cannot */
	derived(resource: AskedResource): AskedResource;
	/** @param resource with what is derived @param others resources that were created before */
	faults(resource: AskedResource, others: readonly AskedResource[]): ProviderFault[];
}

/** @param root the repository's @param platform SST's folder */
export function strictProvider(root: string, platform: string, account: ProviderAccount): StrictProvider {
	const schema = readProviderSchema(platform);
	const enums = { sdk: (client: string, name: string) => sdkEnum(root, client, name), provider: schema.enumOf };
	const rules = [
		...accessRules(),
		...apiGatewayRules(),
		...cloudWatchRules(enums),
		...dataRules(enums),
		...lambdaRules(enums),
		...messagingRules(),
	];
	return {
		schema,
		rules,
		derived: (resource) => withDerivedInputs(schema, resource),
		faults: (resource, others) => {
			// The rules read values of the right kind, as the provider's own validation does.
			const ofSchema = schemaFaults(schema, resource);
			if (ofSchema.length > 0) return ofSchema;
			return rules.filter(({ type }) => type === resource.type).flatMap((rule) => ruleFaults(rule, resource, others, account));
		},
	};
}

function ruleFaults(
	{ path: rulePath, isKept, must }: ProviderRule,
	{ inputs, type }: AskedResource,
	others: readonly AskedResource[],
	account: ProviderAccount,
): ProviderFault[] {
	return valuesAt(inputs, rulePath)
		.filter(({ value }) => !isKept(value, { type, inputs, others, account }))
		.map(({ path }) => ({ path, message: must }));
}
