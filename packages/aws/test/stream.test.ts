import { KinesisClient } from "@aws-sdk/client-kinesis";
import type { ReshardRefusal, StreamPort } from "@headroom/controller";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kinesisStream } from "../src/autoscaler/stream.ts";
import { functionHttpHandler } from "../src/shared/function-http-handler.ts";
import { errorOf } from "./support/error-of.ts";
import { jsonAnswer, jsonError, openWire, recorded, type Wire, type WireReaction } from "./support/wire.ts";

let wire: Wire;
let stream: StreamPort;

beforeAll(async () => {
	wire = await openWire();
	const requestHandler = functionHttpHandler({ requestTimeoutMs: 1_000 });
	const client = new KinesisClient({ ...wire.clientConfig, maxAttempts: 1, requestHandler });
	stream = kinesisStream({ client, singleAttemptClient: client });
});
afterAll(() => wire.close());

describe("describe", () => {
	it("reads status, mode and open shards", async () => {
		wire.answerWith(recorded("describe-stream-summary"));
		expect(await stream.describe("exampleStreamName")).toEqual({ streamStatus: "ACTIVE", streamMode: "PROVISIONED", openShardCount: 3 });
		expect(wire.requests).toEqual([{ operation: "Kinesis_20131202.DescribeStreamSummary", body: { StreamName: "exampleStreamName" } }]);
	});

	it("takes a stream without mode details for a provisioned one", async () => {
		wire.answerWith(jsonAnswer({ StreamDescriptionSummary: { StreamStatus: "UPDATING", OpenShardCount: 1 } }));
		expect(await stream.describe("votes")).toEqual({ streamStatus: "UPDATING", streamMode: "PROVISIONED", openShardCount: 1 });
	});

	const failures: readonly { title: string; reaction: WireReaction; code: string; retryable: boolean }[] = [
		{
			title: "there is no such stream",
			reaction: jsonError("ResourceNotFoundException", "Stream votes under account 111111111111 not found."),
			code: "observation.stream-not-found",
			retryable: false,
		},
		{ title: "access is denied", reaction: jsonError("AccessDeniedException", "no"), code: "observation.access-denied", retryable: false },
		{
			title: "the service is throttling",
			reaction: jsonError("LimitExceededException", "Rate exceeded"),
			code: "observation.rate-exceeded",
			retryable: true,
		},
		{ title: "the service fails", reaction: jsonError("InternalFailure", "", 500), code: "observation.unavailable", retryable: true },
		{ title: "no answer comes in time", reaction: "silence", code: "observation.unavailable", retryable: true },
		{
			title: "the status is one that nobody knows",
			reaction: jsonAnswer({ StreamDescriptionSummary: { StreamStatus: "DREAMING", OpenShardCount: 1 } }),
			code: "observation.unavailable",
			retryable: false,
		},
		{ title: "the answer is empty", reaction: jsonAnswer({}), code: "observation.unavailable", retryable: false },
	];
	it.each(failures)("throws $code when $title", async ({ reaction, code, retryable }) => {
		wire.answerWith(reaction);
		expect(await errorOf(stream.describe("votes"))).toMatchObject({ name: "ObservationError", code, retryable, streamName: "votes" });
	});
});

describe("describeAccount", () => {
	it("reads the account's shards", async () => {
		wire.answerWith(recorded("describe-limits"));
		expect(await stream.describeAccount()).toEqual({ kind: "known", shardLimit: 500, openShardCount: 8 });
	});

	const silences: readonly { title: string; reaction: WireReaction; reason: string }[] = [
		{
			title: "its one call a second is used up",
			reaction: jsonError("LimitExceededException", "Rate exceeded for account 111111111111."),
			reason: "DescribeLimits: LimitExceededException: Rate exceeded for account 111111111111.",
		},
		{ title: "access is denied", reaction: jsonError("AccessDeniedException", "no"), reason: "DescribeLimits: AccessDeniedException: no" },
		{ title: "the answer is empty", reaction: jsonAnswer({}), reason: "DescribeLimits answered without the account's shards" },
	];
	it.each(silences)("is no-data when $title", async ({ reaction, reason }) => {
		wire.answerWith(reaction, recorded("describe-limits"));
		expect(await stream.describeAccount()).toEqual({ kind: "no-data", reason });
		expect(wire.requests).toHaveLength(1);
	});
});

describe("updateShardCount", () => {
	it("asks for a uniform reshard and says what was accepted", async () => {
		wire.answerWith(recorded("update-shard-count"));
		expect(await stream.updateShardCount("exampleStreamName", 4)).toEqual({
			kind: "accepted",
			currentShardCount: 2,
			targetShardCount: 4,
		});
		expect(wire.requests).toEqual([
			{
				operation: "Kinesis_20131202.UpdateShardCount",
				body: { StreamName: "exampleStreamName", TargetShardCount: 4, ScalingType: "UNIFORM_SCALING" },
			},
		]);
	});

	const refusals: readonly { title: string; type: string; says: string; refusal: ReshardRefusal }[] = [
		{
			title: "a reshard is under way",
			type: "ResourceInUseException",
			says: "Stream votes under account 111111111111 not ACTIVE, instead in state UPDATING",
			refusal: "reshard-in-progress",
		},
		{
			title: "the target is over double, said as a limit",
			type: "LimitExceededException",
			says: "UpdateShardCount cannot scale up over double your current open shard count. Current open shard count: 1 Target shard count: 4",
			refusal: "target-out-of-range",
		},
		{
			title: "the target is over double, said as an argument",
			type: "InvalidArgumentException",
			says: "UpdateShardCount cannot scale up over double your current open shard count. Current open shard count: 1, Target shard count: 4",
			refusal: "target-out-of-range",
		},
		{
			title: "the target is under half",
			type: "LimitExceededException",
			says: "UpdateShardCount cannot scale down below half your current open shard count. Current open shard count: 5 Target shard count: 2",
			refusal: "target-out-of-range",
		},
		{
			title: "the target is over the maximum of a stream",
			type: "ValidationException",
			says: "1 validation error detected: Value '20000' at 'targetShardCount' failed to satisfy constraint: Member must have value less than or equal to 10000",
			refusal: "target-out-of-range",
		},
		{
			title: "ten reshards in 24 hours are used up",
			type: "LimitExceededException",
			says: "You have reached the maximum number of UpdateShardCount calls (10 times per rolling 24-hour period) for stream votes.",
			refusal: "reshard-quota",
		},
		{
			title: "the account has no room",
			type: "LimitExceededException",
			says: "This request would exceed the shard limit for the account 111111111111 in us-east-1. Current shard count for the account: 498. Limit: 500.",
			refusal: "account-shard-quota",
		},
		{
			title: "calls come too fast",
			type: "LimitExceededException",
			says: "Rate exceeded for stream votes under account 111111111111.",
			refusal: "rate",
		},
		{ title: "calls come too fast, with the general name", type: "ThrottlingException", says: "Slow down.", refusal: "rate" },
		{
			title: "the stream is on demand",
			type: "ValidationException",
			says: "Request is invalid. Stream arn:aws:kinesis:us-east-1:111111111111:stream/votes is in On-Demand mode",
			refusal: "on-demand",
		},
		{ title: "the reason is not known here", type: "InvalidArgumentException", says: "Not today.", refusal: "other" },
		{ title: "a limit is not known here", type: "LimitExceededException", says: "Limit exceeded.", refusal: "other" },
	];
	it.each(refusals)("is refused as $refusal when $title", async ({ type, says, refusal }) => {
		wire.answerWith(jsonError(type, says), recorded("update-shard-count"));
		expect(await stream.updateShardCount("votes", 4)).toEqual({ kind: "refused", refusal, message: `${type}: ${says}` });
		expect(wire.requests).toHaveLength(1);
	});

	const failures: readonly { title: string; reaction: WireReaction; code: string; retryable: boolean }[] = [
		{ title: "access is denied", reaction: jsonError("AccessDeniedException", "no"), code: "reshard.access-denied", retryable: false },
		{
			title: "there is no such stream",
			reaction: jsonError("ResourceNotFoundException", "no"),
			code: "reshard.stream-not-found",
			retryable: false,
		},
		{ title: "the service fails", reaction: jsonError("InternalFailure", "", 500), code: "reshard.unknown-outcome", retryable: true },
		{ title: "the connection breaks", reaction: "hang-up", code: "reshard.unknown-outcome", retryable: true },
		{ title: "no answer comes in time", reaction: "silence", code: "reshard.unknown-outcome", retryable: true },
		{ title: "the answer holds no counts", reaction: jsonAnswer({}), code: "reshard.unknown-outcome", retryable: true },
	];
	it.each(failures)("throws $code when $title, and does not ask again", async ({ reaction, code, retryable }) => {
		wire.answerWith(reaction, recorded("update-shard-count"));
		expect(await errorOf(stream.updateShardCount("votes", 4))).toMatchObject({
			name: "ReshardError",
			code,
			retryable,
			streamName: "votes",
		});
		expect(wire.requests).toHaveLength(1);
	});
});
