import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { policyJsonSchema, readPolicy, writtenPolicy } from "../src/index.ts";

/** A validator that knows nothing of ours. */
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(policyJsonSchema());

const FLOOR = { name: "final", days: ["sat"], from: "19:30", to: "00:30", minShardCount: 8 };

describe("the JSON schema of a policy file", () => {
	it.each([
		{ title: "nothing", policy: {} },
		{
			title: "every kind of value",
			policy: { maxShardCount: 16, targetUtilization: 0.6, scaleInCooldown: "1h30m", scheduledFloors: [FLOOR] },
		},
		{ title: "a duration as a number of seconds", policy: { lookAhead: 90 } },
	])("takes what Headroom takes: $title", ({ policy }) => {
		expect(readPolicy(policy, "policy").kind).toBe("policy");
		expect(validate(policy), JSON.stringify(validate.errors)).toBe(true);
		expect(validate({ votes: policy, orders: {} }), JSON.stringify(validate.errors)).toBe(true);
		expect(validate({ $schema: "./policy.schema.json", ...policy })).toBe(true);
	});

	it.each([
		{ title: "a misspelt key", policy: { maxShardCout: 16 } },
		{ title: "a count that is none", policy: { minShardCount: 1.5 } },
		{ title: "a ratio above 1", policy: { targetUtilization: 70 } },
		{ title: "a duration that is none", policy: { lookAhead: "two minutes" } },
		{ title: "a negative duration", policy: { lookAhead: -1 } },
		{ title: "a day that is none", policy: { scheduledFloors: [{ ...FLOOR, days: ["saturday"] }] } },
		{ title: "a time that is none", policy: { scheduledFloors: [{ ...FLOOR, from: "24:00" }] } },
		{ title: "a list", policy: [] },
	])("refuses what Headroom refuses: $title", ({ policy }) => {
		expect(readPolicy(policy, "policy").kind).toBe("problems");
		expect(validate(policy)).toBe(false);
		expect(validate({ votes: policy })).toBe(false);
	});

	it("says of every key what it does", () => {
		const { $defs } = policyJsonSchema() as { readonly $defs: { readonly policy: { readonly properties: Record<string, object> } } };
		for (const key of Object.keys(writtenPolicy.shape)) {
			expect({ key, ...$defs.policy.properties[key] }).toMatchObject({ key, description: expect.stringMatching(/\w/) });
		}
	});
});
