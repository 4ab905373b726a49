import { describe, expect, it } from "vitest";
import { refuseFunction } from "../src/endpoint/function-access.ts";

const CASES = [
	{ title: "place-vote may put a record", key: "local-place-vote", target: "Kinesis_20131202.PutRecord" },
	{ title: "the autoscaler may reshard", key: "local-autoscaler", target: "Kinesis_20131202.UpdateShardCount" },
	{ title: "a batch counts as its action", key: "local-drain-overflow", target: "AmazonSQS.SendMessageBatch" },
	{ title: "a person may do everything", key: "local", target: "Kinesis_20131202.DeleteStream" },
	{ title: "so may a key that only looks like a function's", key: "local-nobody", target: "Kinesis_20131202.DeleteStream" },
	{
		title: "place-vote may not reshard",
		key: "local-place-vote",
		target: "Kinesis_20131202.UpdateShardCount",
		refused: "kinesis:UpdateShardCount",
	},
	{ title: "results may not write", key: "local-results", target: "DynamoDB_20120810.PutItem", refused: "dynamodb:PutItem" },
	{
		title: "tally may not read the metrics",
		key: "local-tally",
		target: "GraniteServiceVersion20100801.GetMetricData",
		refused: "cloudwatch:GetMetricData",
	},
];

describe("what a function's role does not permit is refused, as AWS does", () => {
	it.each(CASES)("$title", ({ key, target, refused }) => {
		const answer = refuseFunction({
			authorization: `AWS4-HMAC-SHA256 Credential=${key}/20261125/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=0`,
			"x-amz-target": target,
		});
		if (refused === undefined) {
			expect(answer).toBeUndefined();
			return;
		}
		expect(answer?.statusCode).toBe(400);
		expect(JSON.parse(String(answer?.body))).toEqual({
			__type: "AccessDeniedException",
			message: expect.stringContaining(`is not authorized to perform: ${refused} `),
		});
	});
});
