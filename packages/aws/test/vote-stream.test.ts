import { KinesisClient } from "@aws-sdk/client-kinesis";
import { type Vote, VoteStreamError, type VoteStreamPort } from "@headroom/voting";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { functionHttpHandler } from "../src/shared/function-http-handler.ts";
import { kinesisVoteStream } from "../src/voting/vote-stream.ts";
import { errorOf } from "./support/error-of.ts";
import { jsonAnswer, jsonError, openWire, recorded, type Wire, type WireReaction } from "./support/wire.ts";

let wire: Wire;
let stream: VoteStreamPort;

beforeAll(async () => {
	wire = await openWire();
	const requestHandler = functionHttpHandler({ requestTimeoutMs: 1_000 });
	stream = kinesisVoteStream({
		streamName: "exampleStreamName",
		client: new KinesisClient({ ...wire.clientConfig, maxAttempts: 1, requestHandler }),
	});
});
afterAll(() => wire.close());

function vote(token: string): Vote {
	return { time_id: "2026-11-23T10:00:00.000Z-r1", vote_id: "poll", token, vote_choice: "a", request_id: "r1" };
}

describe("putVote", () => {
	it("puts the record under its partition key and says where it is stored", async () => {
		wire.answerWith(recorded("put-record"));
		expect(await stream.putVote(vote("ann"))).toEqual({
			kind: "stored",
			shardId: "shardId-000000000001",
			sequenceNumber: "21269319989653637946712965403778482177",
		});
		expect(wire.requests).toHaveLength(1);
		const [{ operation, body } = { operation: "", body: {} }] = wire.requests;
		expect(operation).toBe("Kinesis_20131202.PutRecord");
		expect(body).toMatchObject({ StreamName: "exampleStreamName", PartitionKey: "poll#ann" });
		expect(JSON.parse(Buffer.from(String(body["Data"]), "base64").toString())).toEqual(vote("ann"));
	});

	it("answers a throttle with the shard that its message names, after one attempt", async () => {
		wire.answerWith(recorded("put-record-throttled"), recorded("put-record"));
		expect(await stream.putVote(vote("ann"))).toEqual({ kind: "throttled", shardId: "shardId-000000000001" });
		expect(wire.requests).toHaveLength(1);
	});

	it("answers a throttle whose message names no shard", async () => {
		wire.answerWith(jsonError("ProvisionedThroughputExceededException", "Rate exceeded."));
		expect(await stream.putVote(vote("ann"))).toEqual({ kind: "throttled" });
	});

	const failures: readonly { title: string; reaction: WireReaction; code: string; retryable: boolean }[] = [
		{ title: "no access", reaction: jsonError("AccessDeniedException", "no"), code: "vote-stream.access-denied", retryable: false },
		{ title: "no stream", reaction: jsonError("ResourceNotFoundException", "no"), code: "vote-stream.not-found", retryable: false },
		{ title: "an invalid record", reaction: jsonError("ValidationException", "no"), code: "vote-stream.rejected", retryable: false },
		{
			title: "a throttled key service",
			reaction: jsonError("KMSThrottlingException", "no"),
			code: "vote-stream.throttled",
			retryable: true,
		},
		{
			title: "an internal failure",
			reaction: jsonError("InternalFailureException", "no", 500),
			code: "vote-stream.unavailable",
			retryable: true,
		},
		{
			title: "an answer that is no JSON",
			reaction: { status: 502, headers: {}, text: "<html>" },
			code: "vote-stream.unavailable",
			retryable: true,
		},
		{ title: "an answer without a shard", reaction: jsonAnswer({}), code: "vote-stream.unavailable", retryable: true },
		{ title: "a connection that breaks", reaction: "hang-up", code: "vote-stream.unavailable", retryable: true },
		{ title: "no answer in time", reaction: "silence", code: "vote-stream.unavailable", retryable: true },
	];
	it.each(failures)("throws $code for $title", async ({ reaction, code, retryable }) => {
		wire.answerWith(reaction, recorded("put-record"));
		const error = await errorOf(stream.putVote(vote("ann")));
		expect(error).toBeInstanceOf(VoteStreamError);
		expect(error).toMatchObject({ code, retryable });
		expect(wire.requests).toHaveLength(1);
	});
});

describe("putVotes", () => {
	it("gives each vote its own outcome, in order", async () => {
		wire.answerWith(recorded("put-records-partial"));
		expect(await stream.putVotes([vote("ann"), vote("bob"), vote("cid")])).toEqual([
			{ kind: "stored", shardId: "shardId-000000000000", sequenceNumber: "49543463076548007577105092703039560359975228518395012686" },
			{ kind: "throttled", shardId: "shardId-000000000001" },
			{ kind: "throttled" },
		]);
		expect(wire.requests[0]?.body["Records"]).toMatchObject([
			{ PartitionKey: "poll#ann" },
			{ PartitionKey: "poll#bob" },
			{ PartitionKey: "poll#cid" },
		]);
	});

	it("asks nothing for no votes", async () => {
		wire.answerWith();
		expect(await stream.putVotes([])).toEqual([]);
		expect(wire.requests).toEqual([]);
	});

	it("answers a throttle of the whole call for every vote", async () => {
		wire.answerWith(recorded("put-record-throttled"));
		const throttled = { kind: "throttled", shardId: "shardId-000000000001" };
		expect(await stream.putVotes([vote("ann"), vote("bob")])).toEqual([throttled, throttled]);
	});

	it("throws when the answer holds another number of records", async () => {
		wire.answerWith(recorded("put-records-partial"));
		const error = await errorOf(stream.putVotes([vote("ann")]));
		expect(error).toMatchObject({
			name: "VoteStreamError",
			code: "vote-stream.unavailable",
			message: "kinesis:PutRecords on stream exampleStreamName answered 3 records for 1.",
		});
	});
});
