import { type Vote, VoteStreamError } from "@headroom/voting";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { kinesisVoteStream } from "../src/voting/vote-stream.ts";
import { errorOf } from "./support/error-of.ts";
import { openWire, recorded, type Wire } from "./support/wire.ts";

/** The clients as functions make them: everything that they know of the account comes from Lambda's environment. */

let wire: Wire;

beforeAll(async () => {
	wire = await openWire(() => recorded("put-record"));
});
afterAll(() => wire.close());

beforeEach(() => {
	wire.answerWith();
	vi.stubEnv("AWS_ENDPOINT_URL", wire.clientConfig.endpoint);
	vi.stubEnv("AWS_REGION", "eu-west-1");
	vi.stubEnv("AWS_ACCESS_KEY_ID", "ASIALAMBDAROLE");
	vi.stubEnv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
	vi.stubEnv("AWS_SESSION_TOKEN", "the-session");
});
afterEach(() => vi.unstubAllEnvs());

function vote(token: string): Vote {
	return { time_id: "2026-11-23T10:00:00.000Z#r1", vote_id: "poll", token, vote_choice: "a", request_id: "r1" };
}

describe("a function's client", () => {
	it("signs with the role that Lambda put into the environment, session token included", async () => {
		await kinesisVoteStream({ streamName: "votes" }).putVote(vote("ann"));
		const [headers] = wire.headers;
		expect(headers?.authorization).toMatch(/Credential=ASIALAMBDAROLE\/\d{8}\/eu-west-1\/kinesis\/aws4_request/);
		expect(headers?.["x-amz-security-token"]).toBe("the-session");
	});

	it("sends each of many puts that are under way at once whole, signed, and as one call", async () => {
		const stream = kinesisVoteStream({ streamName: "votes" });
		const tokens = Array.from({ length: 50 }, (_, index) => `voter-${index}`);
		await Promise.all(tokens.map((token) => stream.putVote(vote(token))));
		await stream.putVote(vote("last"));
		const received = wire.requests.map(({ body }) => ({
			key: body["PartitionKey"],
			token: JSON.parse(Buffer.from(String(body["Data"]), "base64").toString()).token,
		}));
		const expected = [...tokens, "last"].map((token) => ({ key: `poll#${token}`, token }));
		expect(new Set(received.map((each) => JSON.stringify(each)))).toEqual(new Set(expected.map((each) => JSON.stringify(each))));
		expect(received).toHaveLength(expected.length);
		expect(new Set(wire.headers.map(({ authorization }) => authorization)).size).toBe(expected.length);
		expect(new Set(wire.headers.map((headers) => headers["user-agent"])).size).toBe(1);
	});

	it("names the missing credentials, and looks for no others", async () => {
		vi.stubEnv("AWS_ACCESS_KEY_ID", undefined);
		vi.stubEnv("AWS_PROFILE", "somebody");
		const error = await errorOf(kinesisVoteStream({ streamName: "votes" }).putVote(vote("ann")));
		expect(error).toBeInstanceOf(VoteStreamError);
		expect(String(error)).toMatch(/Unable to find environment variable credentials/);
		expect(wire.requests).toHaveLength(0);
	});
});
