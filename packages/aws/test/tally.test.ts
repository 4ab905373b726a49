import { BatchWriteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import type { TallyPort, TallyUpdate } from "@headroom/voting";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoTally } from "../src/voting/tally.ts";
import { type DynamoTable, openDynamoTable } from "./support/dynamo-table.ts";
import { errorOf } from "./support/error-of.ts";
import { jsonAnswer, jsonError, openWire, type Wire } from "./support/wire.ts";

let table: DynamoTable;
let wire: Wire;
let tally: TallyPort;
let polls = 0;

beforeAll(async () => {
	table = await openDynamoTable("tally", "pk", "sk");
	wire = await openWire();
	tally = dynamoTally({ tableName: "tally", client: table.client });
});
afterAll(async () => {
	await table.close();
	await wire.close();
});

function freshPoll(): string {
	polls += 1;
	return `poll-${polls}`;
}

function update(voteId: string, from: string | undefined, to: string, counts: Readonly<Record<string, number>>): TallyUpdate {
	return { voteId, shardId: "shardId-000000000000", fromCheckpoint: from, toCheckpoint: to, counts: new Map(Object.entries(counts)) };
}

describe("counts and checkpoint", () => {
	it("begin with nothing", async () => {
		const voteId = freshPoll();
		expect(await tally.readCheckpoint(voteId, "shardId-000000000000")).toBeUndefined();
		expect(await tally.readResults(voteId)).toEqual({ voteId, choices: {}, total: 0 });
	});

	it("move together", async () => {
		const voteId = freshPoll();
		expect(await tally.addCounts(update(voteId, undefined, "100", { a: 2, b: 1 }))).toBe("added");
		expect(await tally.addCounts(update(voteId, "100", "200", { b: 4, c: 5 }))).toBe("added");
		expect(await tally.readCheckpoint(voteId, "shardId-000000000000")).toBe("200");
		expect(await tally.readResults(voteId)).toEqual({ voteId, choices: { a: 2, b: 5, c: 5 }, total: 12 });
	});

	it.each([
		{ title: "the checkpoint has moved on", from: "50" },
		{ title: "there is a checkpoint where none was expected", from: undefined },
	])("are left alone when $title", async ({ from }) => {
		const voteId = freshPoll();
		await tally.addCounts(update(voteId, undefined, "100", { a: 1 }));
		expect(await tally.addCounts(update(voteId, from, "200", { a: 1 }))).toBe("behind");
		expect(await tally.readResults(voteId)).toMatchObject({ total: 1 });
	});

	it("are added by one of several that add at once", async () => {
		const voteId = freshPoll();
		const outcomes = await Promise.all([1, 2, 3, 4].map(() => tally.addCounts(update(voteId, undefined, "100", { a: 1 }))));
		expect(outcomes.filter((outcome) => outcome === "added")).toHaveLength(1);
		expect(await tally.readResults(voteId)).toMatchObject({ total: 1 });
	});

	it("are added once when the answer is lost and the client tries again", async () => {
		const voteId = freshPoll();
		table.loseNextAnswerOf("UpdateItemCommand");
		expect(await tally.addCounts(update(voteId, undefined, "100", { a: 1 }))).toBe("behind");
		expect(await tally.readCheckpoint(voteId, "shardId-000000000000")).toBe("100");
		expect(await tally.readResults(voteId)).toMatchObject({ total: 1 });
	});

	it("hold more choices than an update expression does", async () => {
		const voteId = freshPoll();
		const counts = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`choice-${index}`, 1]));
		expect(await tally.addCounts(update(voteId, undefined, "100", counts))).toBe("added");
		expect(await tally.readResults(voteId)).toMatchObject({ total: 1_000 });
	});

	it("are summed over the poll's shards, and over no other poll's", async () => {
		const voteId = freshPoll();
		await tally.addCounts({ ...update(voteId, undefined, "1", { a: 1 }), shardId: "shardId-000000000001" });
		await tally.addCounts({ ...update(voteId, undefined, "1", { a: 2 }), shardId: "shardId-000000000002" });
		await tally.addCounts(update(`${voteId}0`, undefined, "1", { a: 9 }));
		expect(await tally.readResults(voteId)).toEqual({ voteId, choices: { a: 3 }, total: 3 });
	});
});

describe("voters", () => {
	it("are found under the sequence number that claimed them, and no others", async () => {
		const voteId = freshPoll();
		const tokens = Array.from({ length: 260 }, (_, index) => `token-${index}`);
		const sequenceNumber = "49543463076548007577105092703039560359975228518395012686";
		await tally.writeVoters(
			voteId,
			new Map(tokens.map((token, index) => [token, { sequenceNumber: `${sequenceNumber}${index}`, choice: "a" }])),
		);
		const found = await tally.readVoters(voteId, [...tokens, "nobody"]);
		expect(found.size).toBe(260);
		expect(found.get("token-259")).toBe(`${sequenceNumber}259`);
		expect(found.has("nobody")).toBe(false);
		expect(await tally.readVoters(freshPoll(), tokens)).toEqual(new Map());
	});

	it("of no tokens are none, without a call", async () => {
		expect(await tally.readVoters(freshPoll(), [])).toEqual(new Map());
		await tally.writeVoters(freshPoll(), new Map());
	});
});

describe("a busy table", () => {
	function stubbed(delays: number[]): TallyPort {
		const client = DynamoDBDocumentClient.from(new DynamoDBClient({ ...wire.clientConfig, maxAttempts: 1 }));
		return dynamoTally({ tableName: "tally", client, delay: async (round) => void delays.push(round) });
	}
	const key = { pk: { S: "voter#poll#ann" }, sk: { S: "voter" } };
	const item = { ...key, token: { S: "ann" }, sequenceNumber: { S: "7" }, choice: { S: "a" } };
	const claims = new Map([["ann", { sequenceNumber: "7", choice: "a" }]]);
	const unprocessedPut = jsonAnswer({ UnprocessedItems: { tally: [{ PutRequest: { Item: item } }] } });

	it("is asked again for the keys that it left, after a wait", async () => {
		const delays: number[] = [];
		wire.answerWith(
			jsonAnswer({ Responses: { tally: [] }, UnprocessedKeys: { tally: { Keys: [key] } } }),
			jsonAnswer({ Responses: { tally: [item] }, UnprocessedKeys: {} }),
		);
		expect(await stubbed(delays).readVoters("poll", ["ann"])).toEqual(new Map([["ann", "7"]]));
		expect(delays).toEqual([1]);
		expect(wire.requests[1]?.body).toMatchObject({ RequestItems: { tally: { Keys: [key], ConsistentRead: true } } });
	});

	it("is asked again for the items that it left, after a wait", async () => {
		const delays: number[] = [];
		wire.answerWith(unprocessedPut, unprocessedPut, jsonAnswer({ UnprocessedItems: {} }));
		await stubbed(delays).writeVoters("poll", claims);
		expect(delays).toEqual([1, 2]);
		expect(wire.requests).toHaveLength(3);
		expect(wire.requests[2]?.operation).toBe(`DynamoDB_20120810.${BatchWriteItemCommand.name.replace("Command", "")}`);
	});

	it("is given up after seven rounds", async () => {
		wire.answerWith(...Array.from({ length: 9 }, () => unprocessedPut));
		const error = await errorOf(stubbed([]).writeVoters("poll", claims));
		expect(error).toMatchObject({
			name: "TallyError",
			code: "tally.throttled",
			retryable: true,
			message: "dynamodb:BatchWriteItem on table tally left 1 of 1 items after 7 rounds",
		});
		expect(wire.requests).toHaveLength(7);
	});

	it.each([
		{ title: "no access", type: "AccessDeniedException", code: "tally.access-denied", retryable: false },
		{ title: "no table", type: "ResourceNotFoundException", code: "tally.not-found", retryable: false },
		{ title: "too many writes", type: "ProvisionedThroughputExceededException", code: "tally.throttled", retryable: true },
		{ title: "an item that is too large", type: "ValidationException", code: "tally.rejected", retryable: false },
	])("throws $code for $title", async ({ type, code, retryable }) => {
		wire.answerWith(jsonError(type, "no"));
		expect(await errorOf(stubbed([]).readCheckpoint("poll", "shardId-000000000000"))).toMatchObject({
			name: "TallyError",
			code,
			retryable,
		});
	});
});

describe("a voter's item", () => {
	const claim = new Map([["ada", { sequenceNumber: "100", choice: "pizza" }]]);

	async function itemOf(voteId: string) {
		const { Item } = await table.client.send(new GetCommand({ TableName: "tally", Key: { pk: `voter#${voteId}#ada`, sk: "voter" } }));
		return Item;
	}

	it("stays for ever where no time to live is set", async () => {
		const voteId = freshPoll();
		await tally.writeVoters(voteId, claim);
		expect(await itemOf(voteId)).toEqual({ pk: `voter#${voteId}#ada`, sk: "voter", token: "ada", sequenceNumber: "100", choice: "pizza" });
	});

	it("expires its time to live after it was written, in whole seconds, and counts until DynamoDB has deleted it", async () => {
		const voteId = freshPoll();
		const forgetful = dynamoTally({ tableName: "tally", client: table.client, voterTtlSeconds: 1_296_000, nowMs: () => 1_000_000_000_500 });
		await forgetful.writeVoters(voteId, claim);
		expect(await itemOf(voteId)).toMatchObject({ token: "ada", expiresAt: 1_001_296_001 });
		expect(await forgetful.readVoters(voteId, ["ada"])).toEqual(new Map([["ada", "100"]]));
	});
});
