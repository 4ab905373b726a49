import { describe, expect, it } from "vitest";
import { apiThrottling, ENVIRONMENT, type EnvironmentKey, FUNCTIONS, readEnvironment, readOptionalEnvironment } from "../src/index.ts";
import { messageOf, problemsOf } from "./problems-of.ts";

const COMPLETE: Readonly<Record<EnvironmentKey, string>> = {
	historyTableName: "headroom-history",
	notificationsTopicArn: "arn:aws:sns:us-east-1:000000000000:headroom-notifications",
	overflowDeadLetterQueueUrl: "http://127.0.0.1:4566/000000000000/overflow-dead-letter",
	overflowQueueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/overflow",
	recheckQueueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/recheck",
	streams: '{"votes":{}}',
	tallyTableName: "headroom-tally",
	votesStreamName: "votes",
};

const environment = (changes: Partial<Record<EnvironmentKey, string | undefined>> = {}): Record<string, string | undefined> =>
	Object.fromEntries(Object.entries({ ...COMPLETE, ...changes }).map(([key, value]) => [ENVIRONMENT[key as EnvironmentKey], value]));

describe("readEnvironment", () => {
	it.each(Object.entries(FUNCTIONS))("gives %s exactly the values that its definition lists", (_, { environment: keys }) => {
		const expected = Object.fromEntries(keys.map((key) => [key, COMPLETE[key]]));
		expect(readEnvironment(keys, environment())).toEqual(expected);
	});

	it("names every variable that is missing, in one error", () => {
		expect(messageOf(() => readEnvironment(FUNCTIONS.autoscaler.environment, {}))).toBe(
			[
				"environment has 4 problems:",
				"- HEADROOM_HISTORY_TABLE_NAME: must be a DynamoDB table name (3 to 255 letters, digits, '_', '.', '-'), is not set",
				"- HEADROOM_RECHECK_QUEUE_URL: must be the URL of an SQS queue, is not set",
				"- HEADROOM_NOTIFICATIONS_TOPIC_ARN: must be the ARN of an SNS topic, is not set",
				"- HEADROOM_STREAMS: must be set, is not set",
			].join("\n"),
		);
	});

	it("does not ask for what the function does not use", () => {
		expect(readEnvironment(["votesStreamName"], { HEADROOM_VOTES_STREAM_NAME: "votes" })).toEqual({ votesStreamName: "votes" });
	});

	const rows: readonly { title: string; key: EnvironmentKey; value: string; problem: string }[] = [
		{
			title: "takes an empty value as missing",
			key: "votesStreamName",
			value: " ",
			problem: "HEADROOM_VOTES_STREAM_NAME: must be a Kinesis stream name (1 to 128 letters, digits, '_', '.', '-'), is empty",
		},
		{
			title: "refuses a stream's ARN where its name belongs",
			key: "votesStreamName",
			value: "arn:aws:kinesis:us-east-1:000000000000:stream/votes",
			problem:
				"HEADROOM_VOTES_STREAM_NAME: must be a Kinesis stream name (1 to 128 letters, digits, '_', '.', '-'), is \"arn:aws:kinesis:us-east-1:000000000000:stream/votes\"",
		},
		{
			title: "refuses a table name that is too short",
			key: "tallyTableName",
			value: "ab",
			problem: "HEADROOM_TALLY_TABLE_NAME: must be a DynamoDB table name (3 to 255 letters, digits, '_', '.', '-'), is \"ab\"",
		},
		{
			title: "refuses a queue's ARN where its URL belongs",
			key: "recheckQueueUrl",
			value: "arn:aws:sqs:us-east-1:000000000000:recheck",
			problem: 'HEADROOM_RECHECK_QUEUE_URL: must be the URL of an SQS queue, is "arn:aws:sqs:us-east-1:000000000000:recheck"',
		},
		{
			title: "refuses a topic's name where its ARN belongs",
			key: "notificationsTopicArn",
			value: "headroom-notifications",
			problem: 'HEADROOM_NOTIFICATIONS_TOPIC_ARN: must be the ARN of an SNS topic, is "headroom-notifications"',
		},
	];
	it.each(rows)("$title", ({ key, value, problem }) => {
		expect(problemsOf(() => readEnvironment([key], environment({ [key]: value })))).toEqual([problem]);
	});
});

describe("readOptionalEnvironment", () => {
	it("gives what is set, and nothing for what is not", () => {
		expect(readOptionalEnvironment(["votingAuth", "voterTtlSeconds"], { HEADROOM_VOTING_AUTH: "jwt" })).toEqual({ votingAuth: "jwt" });
		expect(readOptionalEnvironment(FUNCTIONS.tally.optionalEnvironment, { HEADROOM_VOTER_TTL_SECONDS: "7776000" })).toEqual({
			voterTtlSeconds: 7_776_000,
		});
	});

	it.each([
		{ env: { HEADROOM_VOTING_AUTH: "JWT" }, problem: 'HEADROOM_VOTING_AUTH: must be iam, jwt or none, is "JWT"' },
		{ env: { HEADROOM_VOTING_AUTH: "" }, problem: 'HEADROOM_VOTING_AUTH: must be iam, jwt or none, is ""' },
		{ env: { HEADROOM_VOTER_TTL_SECONDS: "90d" }, problem: 'HEADROOM_VOTER_TTL_SECONDS: must be a whole number of seconds, is "90d"' },
		{ env: { HEADROOM_VOTER_TTL_SECONDS: "0" }, problem: 'HEADROOM_VOTER_TTL_SECONDS: must be a whole number of seconds, is "0"' },
	])("never reads what is malformed as none: $env", ({ env, problem }) => {
		expect(problemsOf(() => readOptionalEnvironment(["votingAuth", "voterTtlSeconds"], env))).toEqual([problem]);
	});
});

describe("apiThrottling", () => {
	it.each([
		{ region: "us-east-1", limit: { rateLimitPerSecond: 5000, burstLimit: 5000 } },
		{ region: "us-gov-west-1", limit: { rateLimitPerSecond: 5000, burstLimit: 5000 } },
		{ region: "eu-south-1", limit: { rateLimitPerSecond: 1250, burstLimit: 1250 } },
		{ region: "il-central-1", limit: { rateLimitPerSecond: 1250, burstLimit: 1250 } },
	])("of a route in $region fits what the account has there", ({ region, limit }) => {
		expect(apiThrottling(region)).toEqual(limit);
	});
});
