import { describe, expect, it } from "vitest";
import { placeDifferences, streamReference } from "../src/index.ts";

const HERE = { partition: "aws", region: "us-east-1", accountId: "123456789012" };
const ARN = "arn:aws:kinesis:us-east-1:123456789012:stream/orders";

describe("a stream as a person names it", () => {
	it.each([
		{ title: "a name is a name", written: "orders", is: { kind: "name", streamName: "orders" } },
		{ title: "an ARN has a name and a place", written: ARN, is: { kind: "arn", streamName: "orders", ...HERE } },
		{
			title: "China's ARNs are ARNs",
			written: "arn:aws-cn:kinesis:cn-north-1:123456789012:stream/a.b-c_D",
			is: { kind: "arn", streamName: "a.b-c_D", partition: "aws-cn", region: "cn-north-1", accountId: "123456789012" },
		},
		...[
			`${ARN}/consumer/reports:1700000000`,
			"arn:aws:firehose:us-east-1:123456789012:deliverystream/orders",
			"arn:aws:kinesis:us-east-1:123456789012:stream/",
			"arn:aws:kinesis:us-east-1:123456789012:orders",
			"arn:aws:dynamodb:us-east-1:123456789012:table/orders/stream/2026-11-27T00:00:00.000",
			"arn:",
		].map((written) => ({ title: `${written} is no stream's`, written, is: { kind: "malformed-arn" } })),
	])("$title", ({ is, written }) => {
		expect(streamReference(written)).toEqual(is);
	});

	it.each([
		{ title: "none here", arn: ARN, differences: [] },
		{ title: "another Region", arn: ARN.replace("us-east-1", "eu-west-1"), differences: ["is in eu-west-1, this command is in us-east-1"] },
		{
			title: "another account",
			arn: ARN.replace("123456789012", "999999999999"),
			differences: ["is in account 999999999999, this command is in 123456789012"],
		},
		{
			title: "another partition",
			arn: ARN.replace("arn:aws:", "arn:aws-us-gov:"),
			differences: ["is in partition aws-us-gov, this command is in aws"],
		},
	])("differs in place: $title", ({ arn, differences }) => {
		const reference = streamReference(arn);
		expect(reference.kind === "arn" && placeDifferences(reference, HERE, "this command")).toEqual(differences);
	});
});
