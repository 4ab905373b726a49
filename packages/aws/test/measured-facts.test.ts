import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { FactsPort, MeasuredFacts } from "@headroom/controller";
import { reshardBudget } from "@headroom/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoHistory } from "../src/autoscaler/history/history.ts";
import { dynamoMeasuredFacts } from "../src/autoscaler/history/measured-facts.ts";
import { forgetPoll } from "../src/voting/forget-poll.ts";
import { dynamoTally } from "../src/voting/tally.ts";
import { type DynamoTable, openDynamoTable } from "./support/dynamo-table.ts";

const FACTS: MeasuredFacts = {
	measuredAtMs: Date.parse("2026-11-27T12:00:00Z"),
	by: "user/ana",
	accountId: "111122223333",
	region: "eu-west-1",
	arnSufficesForUpdateShardCount: false,
	refusedCallsCount: true,
	reshards: [{ fromShardCount: 1, toShardCount: 2, seconds: 31.5 }],
	refusals: [{ asked: "below half", name: "LimitExceededException", message: "no", readAs: "other", expected: "target-out-of-range" }],
	permissionComesFirst: { "kinesis:PutRecord": true },
	notMeasured: ["how half of an odd count is rounded"],
};

let table: DynamoTable;
let facts: FactsPort;
beforeAll(async () => {
	table = await openDynamoTable("history", "streamName", "sortKey");
	facts = dynamoMeasuredFacts({ tableName: "history", client: table.client });
});
afterAll(() => table.close());

describe("measured facts", () => {
	it("are none until somebody measured, then the newest record, whatever order they were written in", async () => {
		expect(await facts.newest()).toBeUndefined();
		await facts.record(FACTS);
		await facts.record({ ...FACTS, measuredAtMs: FACTS.measuredAtMs - 1, refusedCallsCount: false });
		expect(await facts.newest()).toEqual(FACTS);
	});

	it("say whether splits and merges count, to a ledger that has some", async () => {
		const history = dynamoHistory({ tableName: "history", client: table.client });
		const nowMs = FACTS.measuredAtMs;
		const made = { fromShardCount: 4, toShardCount: 5, startedBy: "observed", settledAtMs: nowMs - 1 } as const;
		await history.recordReshard("plain", { ...made, atMs: nowMs - 1 });
		await history.recordReshard("split", { ...made, atMs: nowMs - 1, operation: "SplitShard" });
		await facts.record({ ...FACTS, measuredAtMs: nowMs + 1, splitsAndMergesCount: true });
		expect((await history.load("plain", nowMs)).history).not.toHaveProperty("splitsAndMergesCount");
		const { history: known } = await history.load("split", nowMs);
		expect(known).toMatchObject({ splitsAndMergesCount: true });
		expect(reshardBudget(known, nowMs)).toMatchObject({ used: 1, left: 9 });
		await facts.record({ ...FACTS, measuredAtMs: nowMs + 2 });
		expect((await history.load("split", nowMs)).history).not.toHaveProperty("splitsAndMergesCount");
	});

	it.each([
		{ title: "no JSON", text: "{" },
		{ title: "nothing", text: "null" },
		{ title: "an answer that is neither yes nor no", text: JSON.stringify({ ...FACTS, refusedCallsCount: "yes" }) },
		{ title: "no list of refusals", text: JSON.stringify({ ...FACTS, refusals: undefined }) },
	])("that hold $title are named, not believed", async ({ text }) => {
		const key = { streamName: "#facts", sortKey: "measured#99999999999999" };
		await table.client.send(new PutCommand({ TableName: "history", Item: { ...key, by: "hand", facts: text } }));
		await expect(facts.newest()).rejects.toMatchObject({ code: "history.malformed", message: expect.stringContaining("measured#9999") });
	});
});

describe("a poll that is forgotten", () => {
	it("leaves neither counts nor voters; other polls stay", async () => {
		const polls = await openDynamoTable("tally", "pk", "sk");
		const tally = dynamoTally({ tableName: "tally", client: polls.client });
		for (const voteId of ["verify-1", "lunch"]) {
			await tally.writeVoters(voteId, new Map([["ana", { sequenceNumber: "1", choice: "yes" }]]));
			const counts = new Map([["yes", 1]]);
			await tally.addCounts({ voteId, shardId: "shardId-000000000000", fromCheckpoint: undefined, toCheckpoint: "1", counts });
		}
		await forgetPoll({ client: polls.client, tableName: "tally", voteId: "verify-1", tokens: ["ana"] });
		const total = async (voteId: string) => (await tally.readResults(voteId)).total;
		expect([await total("verify-1"), await total("lunch")]).toEqual([0, 1]);
		expect([(await tally.readVoters("verify-1", ["ana"])).size, (await tally.readVoters("lunch", ["ana"])).size]).toEqual([0, 1]);
		await polls.close();
	});
});
