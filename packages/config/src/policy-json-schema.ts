import * as z from "zod/mini";
import { POLICY_DOCUMENTATION, writtenPolicy } from "./policy-schema.ts";

/** `"5m"`, `"1h30m"`, as `parseDurationMs` reads it. Its bounds are in no pattern: the check names them. */
const WRITTEN_DURATION = {
	anyOf: [
		{ type: "number", minimum: 0 },
		{ type: "string", pattern: "^(\\d+(\\.\\d+)?(ms|s|m|h|d))+$" },
	],
};

/**
 * What an editor completes and checks a policy file with: one policy, or, as in HEADROOM_STREAMS, one for each stream. It refuses nothing that
 * Headroom takes. The rules between keys, and a duration's bounds, are `headroom policy validate`'s.
 *
 * @returns JSON Schema, draft 2020-12
 */
export function policyJsonSchema(): object {
	const policy = z.toJSONSchema(writtenPolicy, { io: "input", unrepresentable: "any" }) as Record<string, unknown>;
	const properties = policy["properties"] as Readonly<Record<string, object>>;
	for (const [key, schema] of Object.entries(writtenPolicy.shape)) {
		const { effect, unit } = POLICY_DOCUMENTATION.get(schema) ?? {};
		Object.assign(properties[key] ?? {}, { description: effect }, unit === "duration" ? WRITTEN_DURATION : {});
	}
	const { $schema, ...rest } = policy;
	const schemaKey = { $schema: { type: "string" } };
	return {
		$schema,
		title: "Headroom policy",
		anyOf: [
			{ $ref: "#/$defs/policy" },
			{ type: "object", properties: schemaKey, additionalProperties: { $ref: "#/$defs/policy" }, minProperties: 1 },
		],
		$defs: { policy: { ...rest, properties: { ...schemaKey, ...properties } } },
	};
}
