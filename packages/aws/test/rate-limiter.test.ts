import { DescribeStreamSummaryCommand, KinesisClient, UpdateShardCountCommand } from "@aws-sdk/client-kinesis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTROL_PLANE_TIMEOUTS, functionHttpHandler } from "../src/shared/function-http-handler.ts";
import { RateLimiter, type RateLimiterOptions } from "../src/shared/rate-limiter.ts";
import { errorOf } from "./support/error-of.ts";
import { jsonAnswer, jsonError, openWire, type Wire } from "./support/wire.ts";

let wire: Wire;
beforeAll(async () => {
	wire = await openWire(() => jsonAnswer({}));
});
afterAll(() => wire.close());

/** HTTP/1.1, as in the functions: the wire speaks nothing else. */
const newKinesis = (maxAttempts: number): KinesisClient =>
	new KinesisClient({ ...wire.clientConfig, maxAttempts, requestHandler: functionHttpHandler(CONTROL_PLANE_TIMEOUTS) });

const REFUSED = jsonError("LimitExceededException", "Rate exceeded for stream votes under account 000000000000.");
const describeVotes = new DescribeStreamSummaryCommand({ StreamName: "votes" });

function kinesis(
	options: Partial<RateLimiterOptions> = {},
	maxAttempts = 1,
): { readonly client: KinesisClient; readonly limiter: RateLimiter } {
	const limiter = new RateLimiter({ shares: new Map(), patienceMs: 5_000, ...options });
	return { limiter, client: limiter.add(newKinesis(maxAttempts)) };
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
	const startedMs = performance.now();
	await work();
	return (performance.now() - startedMs) / 1000;
}

describe("a paced action", () => {
	const shares = new Map([["kinesis:DescribeStreamSummary", { pace: { calls: 2, seconds: 0.3 }, documentedPerSecond: 20 }]]);

	it("is called so often and no more often, all clients together; other actions do not wait for it", async () => {
		wire.answerWith();
		const { client, limiter } = kinesis({ shares });
		const other = limiter.add(newKinesis(1));
		const describing = secondsOf(() => Promise.all([client, other, client, other, client].map((each) => each.send(describeVotes))));
		const acting = secondsOf(() =>
			client.send(new UpdateShardCountCommand({ StreamName: "votes", TargetShardCount: 2, ScalingType: "UNIFORM_SCALING" })),
		);
		expect(await Promise.race([acting.then(() => "acting"), describing.then(() => "describing")])).toBe("acting");
		// Two at once, two after 0.3 s, one after 0.6 s.
		expect(await describing).toBeGreaterThan(0.55);
	});

	it("takes a turn for each attempt of the SDK's own", async () => {
		wire.answerWith(jsonError("InternalFailureException", "no", 500), jsonError("InternalFailureException", "no", 500), jsonAnswer({}));
		const { client } = kinesis(
			{ shares: new Map([["kinesis:DescribeStreamSummary", { pace: { calls: 1, seconds: 0.3 }, documentedPerSecond: 20 }]]) },
			3,
		);
		expect(await secondsOf(() => client.send(describeVotes))).toBeGreaterThan(0.55);
		expect(wire.requests).toHaveLength(3);
	});
});

describe("a refusal for the account's rate", () => {
	it("is waited out", async () => {
		wire.answerWith(REFUSED, REFUSED, jsonAnswer({}));
		expect(await kinesis().client.send(describeVotes)).toMatchObject({ $metadata: { httpStatusCode: 200 } });
		expect(wire.requests).toHaveLength(3);
	});

	it("is waited out for as long as the rate allows one call in, at least", async () => {
		wire.answerWith(REFUSED, jsonAnswer({}));
		const shares = new Map([["kinesis:DescribeStreamSummary", { pace: { calls: 3, seconds: 15 }, documentedPerSecond: 2 }]]);
		const { client } = kinesis({ shares });
		expect(await secondsOf(() => client.send(describeVotes))).toBeGreaterThan(0.49);
		expect(wire.requests).toHaveLength(2);
	});

	it.each([
		{ title: "its patience", limit: { patienceMs: 300 }, deadline: Number.POSITIVE_INFINITY },
		{ title: "the time that the function has", limit: { patienceMs: 60_000 }, deadline: 300 },
	])("is waited out no longer than $title", async ({ deadline, limit }) => {
		wire.answerWith(...Array.from({ length: 20 }, () => REFUSED));
		const { client, limiter } = kinesis(limit);
		limiter.waitUntil(Date.now() + deadline);
		let error: unknown;
		expect(
			await secondsOf(async () => {
				error = await errorOf(client.send(describeVotes));
			}),
		).toBeLessThan(20);
		expect(error).toMatchObject({ name: "LimitExceededException" });
	});

	it("is told at once where a second try would be told otherwise, and so is what is no such refusal", async () => {
		wire.answerWith(REFUSED);
		const { client } = kinesis({ triedOnce: new Set(["kinesis:UpdateShardCount"]) });
		const update = new UpdateShardCountCommand({ StreamName: "votes", TargetShardCount: 2, ScalingType: "UNIFORM_SCALING" });
		expect(await errorOf(client.send(update))).toMatchObject({ name: "LimitExceededException" });
		wire.answerWith(jsonError("ResourceNotFoundException", "no votes"));
		expect(await errorOf(client.send(describeVotes))).toMatchObject({ name: "ResourceNotFoundException" });
		expect(wire.requests).toHaveLength(1);
	});
});
