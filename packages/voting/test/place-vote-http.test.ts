import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InMemoryOverflow, InMemoryTally, InMemoryVoteStream } from "../src/in-memory-ports.ts";
import {
	answerPlaceVote,
	answerResults,
	type HttpEvent,
	OverflowError,
	type PlaceVoteHttpPorts,
	RetryBudget,
	TallyError,
	type Vote,
	VoteStreamError,
} from "../src/index.ts";
import { httpEvent, jsonEvent, vote } from "./build.ts";

const NOW_MS = Date.UTC(2026, 10, 23, 12);

function world(outcomeOf: (vote: Vote) => "stored" | "throttled" | Error = () => "stored", overflow = new InMemoryOverflow()) {
	const lines: string[] = [];
	const stream = new InMemoryVoteStream(outcomeOf);
	const ports: PlaceVoteHttpPorts = {
		stream,
		overflow,
		retryBudget: new RetryBudget(),
		random: () => 0,
		sleep: async () => undefined,
		streamName: "votes",
		metricNames: { namespace: "Headroom", overflowedVotes: "OverflowedVotes" },
		nowMs: () => NOW_MS,
		newRequestId: () => "made-up-here",
		writeLine: (line) => {
			lines.push(line);
		},
	};
	return { ports, stream, overflow, lines };
}

const overflowDown = () =>
	Object.assign(new InMemoryOverflow(), {
		send: () => Promise.reject(new OverflowError("no answer", { code: "overflow.unavailable", retryable: true })),
	});
const streamDown = () => new VoteStreamError("timed out", { code: "vote-stream.unavailable", retryable: true });

describe("answering a request to place a vote", () => {
	it("answers 200 when the vote is stored, and writes no line", async () => {
		const { ports, stream, lines } = world();
		expect(await answerPlaceVote(ports, httpEvent())).toEqual({
			statusCode: 200,
			headers: { "content-type": "application/json", "cache-control": "no-store", "x-request-id": "JKJaXmPLvHcESHA=" },
			body: '{"status":"accepted","vote_id":"lunch","vote_choice":"pizza","time_id":"2026-11-23T12:00:00.000Z#JKJaXmPLvHcESHA=","request_id":"JKJaXmPLvHcESHA="}',
		});
		expect(stream.stored.map((stored) => stored.vote)).toEqual([
			vote({ time_id: "2026-11-23T12:00:00.000Z#JKJaXmPLvHcESHA=", request_id: "JKJaXmPLvHcESHA=" }),
		]);
		expect(lines).toEqual([]);
	});

	it("answers 202 when the vote waits, and writes one line that is metric and message in one", async () => {
		const { ports, overflow, lines } = world(() => "throttled");
		const response = await answerPlaceVote(ports, httpEvent());
		expect(response.statusCode).toBe(202);
		expect(JSON.parse(response.body)).toMatchObject({ status: "queued", request_id: "JKJaXmPLvHcESHA=" });
		expect(overflow.sent[0]?.vote.request_id).toBe("JKJaXmPLvHcESHA=");
		expect(lines).toEqual([
			'{"_aws":{"Timestamp":1795435200000,"CloudWatchMetrics":[' +
				'{"Namespace":"Headroom","Dimensions":[["StreamName"],["StreamName","ShardId"]],"Metrics":[{"Name":"WriteThrottles","Unit":"Count","StorageResolution":1}]},' +
				'{"Namespace":"Headroom","Dimensions":[["StreamName"]],"Metrics":[{"Name":"OverflowedVotes","Unit":"Count"}]}]},' +
				'"level":"WARN","event":"vote.overflowed","message":"votes: 2 throttled writes, the vote waits in the overflow queue",' +
				'"timestamp":"2026-11-23T12:00:00.000Z","request_id":"JKJaXmPLvHcESHA=","vote_id":"lunch","StreamName":"votes","ShardId":"shardId-000000000000","WriteThrottles":2,"OverflowedVotes":1}',
		]);
	});

	it("writes the throttle of a vote that its retry stored", async () => {
		let attempts = 0;
		const { ports, lines } = world(() => (attempts++ === 0 ? "throttled" : "stored"));
		expect((await answerPlaceVote(ports, httpEvent())).statusCode).toBe(200);
		expect(lines).toEqual([
			'{"_aws":{"Timestamp":1795435200000,"CloudWatchMetrics":[' +
				'{"Namespace":"Headroom","Dimensions":[["StreamName"],["StreamName","ShardId"]],"Metrics":[{"Name":"WriteThrottles","Unit":"Count","StorageResolution":1}]}]},' +
				'"level":"WARN","event":"vote.throttled","message":"votes: stored after 1 throttled write",' +
				'"timestamp":"2026-11-23T12:00:00.000Z","request_id":"JKJaXmPLvHcESHA=","vote_id":"lunch","StreamName":"votes","ShardId":"shardId-000000000000","WriteThrottles":1}',
		]);
	});

	it("names no shard in the dimensions when the service named none", async () => {
		const { ports, lines } = world();
		await answerPlaceVote({ ...ports, stream: { putVote: async () => ({ kind: "throttled" }), putVotes: async () => [] } }, httpEvent());
		const line = JSON.parse(lines[0] ?? "");
		expect(line._aws.CloudWatchMetrics[0].Dimensions).toEqual([["StreamName"]]);
		expect(line).not.toHaveProperty("ShardId");
	});

	it("counts an overflow without a throttle when the stream is away", async () => {
		const { ports, lines } = world(streamDown);
		expect((await answerPlaceVote(ports, httpEvent())).statusCode).toBe(202);
		const line = JSON.parse(lines[0] ?? "");
		expect(line).toMatchObject({ event: "vote.overflowed", OverflowedVotes: 1, stream_error: "vote-stream.unavailable: timed out" });
		expect(line).not.toHaveProperty("WriteThrottles");
		expect(line._aws.CloudWatchMetrics).toHaveLength(1);
	});

	it("answers 503 and when to try again when nothing took the vote, and writes an error line", async () => {
		const { ports, lines } = world(streamDown, overflowDown());
		const response = await answerPlaceVote(ports, httpEvent());
		expect(response).toMatchObject({ statusCode: 503, headers: { "retry-after": "1", "content-type": "application/json" } });
		expect(JSON.parse(response.body)).toEqual({
			error: {
				code: "service.unavailable",
				message: "The service could not store the vote. Send it again: it counts once, however often you send it.",
				request_id: "JKJaXmPLvHcESHA=",
			},
		});
		expect(lines.map((line) => JSON.parse(line))).toEqual([
			{
				level: "ERROR",
				event: "vote.refused",
				message: "votes: neither the stream nor the overflow queue took the vote; the API asked the client to try again",
				timestamp: "2026-11-23T12:00:00.000Z",
				request_id: "JKJaXmPLvHcESHA=",
				vote_id: "lunch",
				StreamName: "votes",
				stream_error: "vote-stream.unavailable: timed out",
				overflow_error: "overflow.unavailable: no answer",
			},
		]);
	});

	it("still counts the throttles of a vote that was refused", async () => {
		const { ports, lines } = world(() => "throttled", overflowDown());
		expect((await answerPlaceVote(ports, httpEvent())).statusCode).toBe(503);
		expect(JSON.parse(lines[0] ?? "")).toMatchObject({ event: "vote.refused", WriteThrottles: 2 });
	});

	it("never writes the voter's token into a line", async () => {
		const { ports, lines } = world(() => "throttled");
		await answerPlaceVote(ports, jsonEvent(JSON.stringify({ vote_id: "lunch", token: "secret-voter", vote_choice: "pizza" })));
		expect(lines.join()).not.toContain("secret-voter");
	});

	it.each([
		{ title: "without a request id", event: { rawPath: "/" } },
		{ title: "with a request id that would break a header", event: httpEvent({ path: "/", requestId: "a\r\nset-cookie: b" }) },
		{ title: "with a request id without end", event: httpEvent({ path: "/", requestId: "a".repeat(129) }) },
	])("makes up a request id for an event $title", async ({ event }) => {
		const response = await answerPlaceVote(world().ports, event);
		expect(response.headers["x-request-id"]).toBe("made-up-here");
		expect(JSON.parse(response.body)).toMatchObject({ error: { request_id: "made-up-here" } });
	});
});

/** Whole events of nonsense, and events that are right but for one part of nonsense. */
const anyEvent: fc.Arbitrary<HttpEvent> = fc.oneof(
	fc.anything().map((value) => value as HttpEvent),
	fc
		.record(
			{
				rawPath: fc.oneof(fc.webPath(), fc.constantFrom("/votes", "/votes/a/b/c", "/votes/%", "/votes/a/b/%ff"), fc.anything()),
				pathParameters: fc.oneof(fc.anything(), fc.record({ vote_id: fc.string(), token: fc.string(), vote_choice: fc.string() })),
				headers: fc.oneof(fc.constant({ "content-type": "application/json" }), fc.dictionary(fc.string(), fc.string()), fc.anything()),
				body: fc.oneof(fc.json(), fc.string({ unit: "binary" }), fc.base64String(), fc.anything()),
				isBase64Encoded: fc.oneof(fc.boolean(), fc.anything()),
				requestContext: fc.oneof(
					fc.record({
						http: fc.record({ method: fc.constantFrom("POST", "GET", "PUT", "HEAD", "", "🗳") }),
						requestId: fc.string({ unit: "binary" }),
						stage: fc.constantFrom("$default", "prod", ""),
					}),
					fc.anything(),
				),
			},
			{ requiredKeys: [] },
		)
		.map((value) => value as HttpEvent),
);

/** What API Gateway can send on: a whole status, plain headers, a JSON body. */
function expectAnswer(response: {
	readonly statusCode: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}) {
	expect([200, 400, 404, 405, 413, 415]).toContain(response.statusCode);
	for (const value of Object.values(response.headers)) expect(value).toMatch(/^[\x20-\x7e]+$/);
	const body = JSON.parse(response.body);
	if (response.statusCode === 200) return;
	expect(Object.keys(body)).toEqual(["error"]);
	expect(body.error.code).toMatch(/^[a-z.-]+$/);
	expect(body.error.message.length).toBeGreaterThan(0);
	expect(response.body).not.toMatch(/ {4}at |\.ts:\d/);
}

describe("whatever the event", () => {
	it("place-vote answers 200 or a 4xx with a JSON body", async () => {
		const { ports } = world();
		await fc.assert(
			fc.asyncProperty(anyEvent, async (event) => expectAnswer(await answerPlaceVote(ports, event))),
			{ seed: 20261123, numRuns: 5000 },
		);
	});

	it("results answers 200 or a 4xx with a JSON body", async () => {
		const ports = { tally: new InMemoryTally(), newRequestId: () => "made-up-here", log: () => undefined };
		await fc.assert(
			fc.asyncProperty(anyEvent, async (event) => expectAnswer(await answerResults(ports, event))),
			{ seed: 20261123, numRuns: 2000 },
		);
	});

	it("a vote that is answered 200 is in the stream as it was sent", async () => {
		const text = fc.string({ unit: fc.constantFrom(..."abzAZ09._~:@+=-#/% "), minLength: 1, maxLength: 70 });
		await fc.assert(
			fc.asyncProperty(text, text, text, fc.boolean(), async (vote_id, token, vote_choice, isByPath) => {
				const { ports, stream } = world();
				const path = `/votes/${[vote_id, token, vote_choice].map(encodeURIComponent).join("/")}`;
				const event = isByPath ? httpEvent({ path }) : jsonEvent(JSON.stringify({ vote_id, token, vote_choice }));
				const { statusCode } = await answerPlaceVote(ports, event);
				const stored = stream.stored.map((record) => record.vote);
				expect(stored).toMatchObject(statusCode === 200 ? [{ vote_id, token, vote_choice }] : []);
			}),
			{ seed: 20261123, numRuns: 2000 },
		);
	});
});

describe("answering a request for results", () => {
	function resultsWorld(tally = new InMemoryTally()) {
		const lines: unknown[] = [];
		const log = (...line: readonly unknown[]) => {
			lines.push(line);
		};
		return { ports: { tally, newRequestId: () => "made-up-here", log }, lines };
	}
	const getResults = (voteId: string) => httpEvent({ method: "GET", path: `/votes/${voteId}` });

	it("shows the counts over all shards", async () => {
		const tally = new InMemoryTally();
		const update = { voteId: "lunch", fromCheckpoint: undefined, toCheckpoint: "1" };
		await tally.addCounts({ ...update, shardId: "shardId-000000000000", counts: new Map([["pizza", 2]]) });
		await tally.addCounts({
			...update,
			shardId: "shardId-000000000001",
			counts: new Map([
				["pizza", 1],
				["salad", 1],
			]),
		});
		const response = await answerResults(resultsWorld(tally).ports, getResults("lunch"));
		expect(response.statusCode).toBe(200);
		expect(JSON.parse(response.body)).toEqual({ vote_id: "lunch", choices: { pizza: 3, salad: 1 }, total: 4 });
	});

	it("answers 200 with a total of 0 for a poll without votes", async () => {
		const response = await answerResults(resultsWorld().ports, getResults("nobody-yet"));
		expect(response.statusCode).toBe(200);
		expect(JSON.parse(response.body)).toEqual({ vote_id: "nobody-yet", choices: {}, total: 0 });
	});

	it.each([
		{ title: "a vote_id that cannot be", event: getResults("a%20b"), statusCode: 400 },
		{ title: "a POST", event: httpEvent({ path: "/votes/lunch" }), statusCode: 405 },
		{ title: "a place to vote", event: httpEvent({ path: "/votes" }), statusCode: 405 },
		{ title: "an unknown path", event: httpEvent({ method: "GET", path: "/results" }), statusCode: 404 },
	])("answers $statusCode to $title", async ({ event, statusCode }) => {
		expect((await answerResults(resultsWorld().ports, event)).statusCode).toBe(statusCode);
	});

	it("answers 503 and writes an error line when the table cannot be read", async () => {
		const tally = Object.assign(new InMemoryTally(), {
			readResults: () => Promise.reject(new TallyError("no answer", { code: "tally.unavailable", retryable: true })),
		});
		const { ports, lines } = resultsWorld(tally);
		const response = await answerResults(ports, getResults("lunch"));
		expect(response).toMatchObject({ statusCode: 503, headers: { "retry-after": "1" } });
		expect(lines).toEqual([
			["error", "results.unavailable", { request_id: "JKJaXmPLvHcESHA=", vote_id: "lunch", error: "tally.unavailable: no answer" }],
		]);
	});
});
