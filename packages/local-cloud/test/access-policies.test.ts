import { describe, expect, it } from "vitest";
import { refuseFunction } from "../src/endpoint/function-access.ts";
import { parseStatements } from "../src/services/iam/policy-document.ts";
import { RolePolicies } from "../src/services/iam/role-policies.ts";
import { type ReshardPermission, Sessions } from "../src/services/sts/sessions.ts";

const STREAM = "arn:aws:kinesis:us-east-1:000000000000:stream/votes";
const policyOf = (...statements: readonly object[]): string => JSON.stringify({ Version: "2012-10-17", Statement: statements });

describe("a policy that denies a role what it is granted", () => {
	const autoscaler = {
		authorization: "AWS4-HMAC-SHA256 Credential=local-autoscaler/20261125/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=0",
		"x-amz-target": "Kinesis_20131202.UpdateShardCount",
	};

	it("refuses the function that call, until it is deleted; others are told when it changes", () => {
		const policies = new RolePolicies();
		let changes = 0;
		policies.onChange(() => {
			changes += 1;
		});
		const isDenied = (roleName: string, action: string) => policies.isDenied(roleName, action);
		expect(refuseFunction(autoscaler, isDenied)).toBeUndefined();
		policies.put("headroom-autoscaler", "denied", policyOf({ Effect: "Deny", Action: "kinesis:Update*", Resource: "*" }));
		expect(refuseFunction(autoscaler, isDenied)).toMatchObject({ statusCode: 400 });
		expect([...policies.denied]).toEqual([["headroom-autoscaler", ["kinesis:Update*"]]]);
		policies.delete("headroom-autoscaler", "denied");
		expect(refuseFunction(autoscaler, isDenied)).toBeUndefined();
		expect(changes).toBe(2);
		expect(() => policies.delete("headroom-autoscaler", "denied")).toThrow("cannot be found");
	});

	it.each(["{", "{}", policyOf({ Effect: "Perhaps", Action: "*", Resource: "*" })])("is refused where it is none: %s", (document) => {
		expect(() => parseStatements(document)).toThrow("The policy cannot be read");
	});
});

describe("temporary credentials", () => {
	const cases: readonly {
		title: string;
		form: ReshardPermission;
		statements: readonly object[];
		action?: string;
		on?: string;
		permits: boolean;
	}[] = [
		{
			title: "may what is allowed on the resource",
			form: "arn",
			statements: [{ Effect: "Allow", Action: "kinesis:*", Resource: STREAM }],
			permits: true,
		},
		{
			title: "may nothing on another",
			form: "arn",
			statements: [{ Effect: "Allow", Action: "kinesis:*", Resource: STREAM }],
			on: `${STREAM}-2`,
			permits: false,
		},
		{
			title: "may nothing that is not allowed",
			form: "arn",
			statements: [{ Effect: "Allow", Action: ["sqs:*"], Resource: "*" }],
			permits: false,
		},
		{
			title: "may nothing that is denied, whatever is allowed",
			form: "arn",
			statements: [
				{ Effect: "Allow", Action: "*", Resource: "*" },
				{ Effect: "Deny", Action: "kinesis:UpdateShardCount", Resource: "*" },
			],
			permits: false,
		},
		{
			title: "may not reshard by an ARN where only the wildcard permits it",
			form: "wildcard",
			statements: [{ Effect: "Allow", Action: "kinesis:UpdateShardCount", Resource: STREAM }],
			permits: false,
		},
		{
			title: "may by the wildcard then",
			form: "wildcard",
			statements: [{ Effect: "Allow", Action: "kinesis:UpdateShardCount", Resource: "*" }],
			permits: true,
		},
		{
			title: "may describe by an ARN even then",
			form: "wildcard",
			statements: [{ Effect: "Allow", Action: "kinesis:DescribeStreamSummary", Resource: STREAM }],
			action: "kinesis:DescribeStreamSummary",
			permits: true,
		},
	];
	it.each(cases)("$title", ({ action = "kinesis:UpdateShardCount", form, on = STREAM, permits, statements }) => {
		const sessions = new Sessions(form);
		const accessKeyId = sessions.begin(policyOf(...statements));
		expect(sessions.has(accessKeyId)).toBe(true);
		expect(sessions.permits(accessKeyId, action, on)).toBe(permits);
		expect(sessions.has("local")).toBe(false);
	});
});
