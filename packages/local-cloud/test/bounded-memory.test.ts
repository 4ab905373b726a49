import { KinesisEmulator, VirtualClock } from "@headroom/emulators";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callTables } from "../src/services/dynamodb/call-tables.ts";
import { DynamoDb } from "../src/services/dynamodb/dynamodb.ts";
import { deleteExpired } from "../src/services/dynamodb/expired-items.ts";
import { FunctionLogs } from "../src/services/logs/function-logs.ts";

/** 2026-11-23T12:00:00Z */
const START_MS = 1_795_435_200_000;
const HOUR_MS = 3_600_000;

describe("a simulated day", () => {
	const VOTERS_AN_HOUR = 20;
	const TTL_SECONDS = 3_600;
	let tables: DynamoDb;
	beforeAll(async () => {
		tables = await DynamoDb.start();
		await tables.createTable({ tableName: "tally", partitionKey: "pk", sortKey: "sk" });
	});
	afterAll(() => tables.close());

	it("keeps the voters of their time to live, whoever votes again, and whatever has none", async () => {
		await writeItems([{ pk: "poll#lunch" }, { pk: "voter#faithful", expiresAt: START_MS / 1000 + TTL_SECONDS }]);
		const counts: number[] = [];
		for (let hour = 0; hour < 24; hour += 1) {
			const nowMs = START_MS + hour * HOUR_MS;
			const expiresAt = nowMs / 1000 + TTL_SECONDS;
			await writeItems(Array.from({ length: VOTERS_AN_HOUR }, (_, voter) => ({ pk: `voter#${hour}-${voter}`, expiresAt })));
			await writeItems([{ pk: "voter#faithful", expiresAt }]);
			await deleteExpired(
				{ tableName: "tally", attributeName: "expiresAt" },
				{ url: tables.url, nowMs: () => nowMs, pause: () => Promise.resolve() },
			);
			counts.push(await countItems());
		}
		// Of this hour, and what has no time to live or was written again.
		expect(new Set(counts)).toEqual(new Set([VOTERS_AN_HOUR + 2]));
	});

	it("leaves an item alone that expired more than five years ago, or whose time is no number", async () => {
		const nowMs = START_MS + 48 * HOUR_MS;
		const table = { tableName: "tally", attributeName: "expiresAt" };
		const options = { url: tables.url, nowMs: () => nowMs, pause: () => Promise.resolve() };
		await deleteExpired(table, options);
		const before = await countItems();
		await callTables(tables.url, "PutItem", { TableName: "tally", Item: { pk: { S: "text" }, sk: { S: "item" }, expiresAt: { S: "0" } } });
		await writeItems([
			{ pk: "ancient", expiresAt: 1 },
			{ pk: "expired", expiresAt: nowMs / 1000 },
		]);
		expect(await deleteExpired(table, options)).toBe(1);
		expect(await countItems()).toBe(before + 2);
	});

	interface Item {
		readonly pk: string;
		readonly expiresAt?: number;
	}

	async function writeItems(items: readonly Item[]): Promise<void> {
		for (let first = 0; first < items.length; first += 25) {
			const puts = items.slice(first, first + 25).map(({ expiresAt, pk }) => ({
				PutRequest: {
					Item: { pk: { S: pk }, sk: { S: "item" }, ...(expiresAt === undefined ? {} : { expiresAt: { N: String(expiresAt) } }) },
				},
			}));
			await callTables(tables.url, "BatchWriteItem", { RequestItems: { tally: puts } });
		}
	}

	async function countItems(): Promise<number> {
		return ((await callTables(tables.url, "Scan", { TableName: "tally", Select: "COUNT" })) as { readonly Count: number }).Count;
	}
});

it("three days of a stream keep a day of records, the shards that get no more of them too", () => {
	const clock = new VirtualClock(START_MS);
	const kinesis = new KinesisEmulator({ clock, region: "us-east-1", accountId: "123456789012" });
	kinesis.handle("CreateStream", { StreamName: "votes", ShardCount: 2 });
	clock.advanceBy(1_000);
	const put = (ExplicitHashKey: string) =>
		kinesis.handle("PutRecord", { StreamName: "votes", PartitionKey: "a", ExplicitHashKey, Data: "dm90ZQ==" });
	const [first, second] = ["0", (2n ** 128n - 1n).toString()];
	put(second);
	for (let hour = 0; hour < 72; hour += 1) {
		for (let record = 0; record < 20; record += 1) put(first);
		clock.advanceBy(HOUR_MS);
	}
	const kept = ["shardId-000000000000", "shardId-000000000001"].map((ShardId) => {
		const iterator = kinesis.handle("GetShardIterator", { StreamName: "votes", ShardId, ShardIteratorType: "TRIM_HORIZON" });
		return (kinesis.handle("GetRecords", iterator) as { readonly Records: readonly object[] }).Records.length;
	});
	expect(kept).toEqual([24 * 20, 0]);
});

it("lines of a function are kept up to 32 million characters, the newest always", async () => {
	const logs = await FunctionLogs.open(undefined);
	const line = "x".repeat(1_000_000);
	for (let index = 0; index < 50; index += 1) logs.append("tally", `${index} ${line}`, index);
	logs.append("place-vote", "one", 0);
	const kept = logs.linesOf("tally");
	expect(kept.length).toBeLessThanOrEqual(33);
	expect(kept.length).toBeGreaterThanOrEqual(16);
	expect(kept.at(-1)?.line.startsWith("49 ")).toBe(true);
	expect(logs.find("place-vote")).toHaveLength(1);
	const longest = "y".repeat(40_000_000);
	logs.append("tally", longest, 50);
	expect(logs.linesOf("tally").map(({ line: { length } }) => length)).toEqual([longest.length]);
});
