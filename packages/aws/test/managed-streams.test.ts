import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { HistoryReaderPort, ManagedStreamsPort } from "@headroom/controller";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { dynamoHistory } from "../src/autoscaler/history/history.ts";
import { dynamoHistoryReader } from "../src/autoscaler/history/history-reader.ts";
import { dynamoManagedStreams } from "../src/autoscaler/history/managed-streams.ts";
import { type DynamoTable, openDynamoTable } from "./support/dynamo-table.ts";
import { errorOf } from "./support/error-of.ts";

const NOW_MS = Date.parse("2026-11-25T12:00:00Z");
const POLICY = { streamName: "votes", written: { maxShardCount: 8 }, by: "ana", atMs: NOW_MS };
const PAUSE = { kind: "pause", untilMs: NOW_MS + 1, by: "ana", reason: "load test" } as const;

const tables: DynamoTable[] = [];
let table: DynamoTable;
let streams: ManagedStreamsPort;
let reader: HistoryReaderPort;

beforeEach(async () => {
	table = await openDynamoTable("history", "streamName", "sortKey");
	tables.push(table);
	const options = { tableName: "history", client: table.client };
	streams = dynamoManagedStreams(options);
	reader = dynamoHistoryReader(options);
});
afterAll(() => Promise.all(tables.map((each) => each.close())));

function putItem(item: Readonly<Record<string, unknown>>): Promise<unknown> {
	return table.client.send(new PutCommand({ TableName: "history", Item: item }));
}

describe("a stored policy", () => {
	const faults: readonly { title: string; item: Readonly<Record<string, unknown>>; says: string }[] = [
		{ title: "whose text is no JSON", item: { policy: "{max", by: "ana", atMs: 1, revision: 1 }, says: 'policy must be JSON, is "{max"' },
		{ title: "of nobody", item: { policy: "{}", atMs: 1, revision: 1 }, says: "by must be a string, is undefined" },
		{ title: "without a revision", item: { policy: "{}", by: "ana", atMs: 1 }, says: "revision must be a number, is undefined" },
	];
	it.each(faults)("$title has that fault, and the others are read", async ({ item, says }) => {
		await streams.put(POLICY, 0);
		await putItem({ streamName: "#streams", sortKey: "policy#orders", ...item });
		const { stored } = await streams.list();
		expect(stored.map(({ kind, streamName }) => [streamName, kind])).toEqual([
			["orders", "malformed"],
			["votes", "stored"],
		]);
		const found = await streams.find("orders");
		expect(found).toMatchObject({ kind: "malformed", error: { code: "history.malformed", streamName: "orders" } });
		expect(found.kind === "malformed" && found.error.message).toContain(`policy#orders of stream orders is malformed: ${says}`);
	});

	it("is not lost to its own retry", async () => {
		table.loseNextAnswerOf("PutItemCommand");
		expect(await streams.put(POLICY, 0)).toEqual({ kind: "stored", revision: 1 });
	});

	it("is out of reach, in words, where there is no table", async () => {
		const nowhere = dynamoManagedStreams({ tableName: "elsewhere", client: table.client });
		expect(await errorOf(nowhere.list())).toMatchObject({ name: "HistoryError", code: "history.unavailable" });
		expect(await errorOf(nowhere.find("votes"))).toMatchObject({ name: "HistoryError", code: "history.unavailable" });
	});
});

describe("the streams that are deployed", () => {
	it("are unknown where the item is malformed: the next sweep writes it anew", async () => {
		await putItem({ streamName: "#streams", sortKey: "deployed", streamsJson: 7, atMs: 1 });
		expect(await streams.list()).toEqual({ stored: [] });
	});
});

describe("a person's word", () => {
	const lease = {
		leaseId: "r",
		by: "ana",
		reason: "sale",
		startedAtMs: NOW_MS,
		fromShardCount: 3,
		targetShardCount: 20,
		untilMs: NOW_MS + 1,
	};

	it("is not lost to its own retry", async () => {
		const history = dynamoHistory({ tableName: "history", client: table.client });
		table.loseNextAnswerOf("UpdateItemCommand");
		expect(await history.putOverride("votes", PAUSE, 0)).toEqual({ kind: "recorded", revision: 1 });
		table.loseNextAnswerOf("UpdateItemCommand");
		expect(await history.acquireLease("votes", lease, 1)).toEqual({ kind: "recorded", revision: 2 });
		table.loseNextAnswerOf("UpdateItemCommand");
		await history.releaseLease("votes", lease);
		expect(await history.load("votes", NOW_MS)).toEqual({ revision: 3, history: { reshards: [], override: PAUSE } });
	});
});

describe("a stored decision", () => {
	const outcome = { kind: "blocked" };
	const triggeredBy = { kind: "sweep" };
	const decision = JSON.stringify({ kind: "hold", trail: [] });
	const faults: readonly { title: string; item: Readonly<Record<string, unknown>>; says: string }[] = [
		{ title: "that is no JSON", item: { kind: "hold", decision: "{", triggeredBy, outcome }, says: 'decision must be JSON, is "{"' },
		{
			title: "of another kind than its item",
			item: { kind: "blocked", decision, triggeredBy, outcome },
			says: "decision must be a decision of the item's kind",
		},
		{ title: "without a trail", item: { kind: "hold", decision: '{"kind":"hold"}', triggeredBy, outcome }, says: "with a trail" },
		{ title: "that nothing triggered", item: { kind: "hold", decision, outcome }, says: "triggeredBy must be a map" },
		{ title: "of which nothing came", item: { kind: "hold", decision, triggeredBy }, says: "outcome must be a map" },
		{
			title: "refused for no known reason",
			item: { kind: "hold", decision, triggeredBy, outcome: { kind: "refused", refusal: "mood" } },
			says: "refusal must be one of",
		},
	];
	it.each(faults)("$title is named, and nothing is guessed", async ({ item, says }) => {
		await putItem({ streamName: "votes", sortKey: `decision#${String(NOW_MS).padStart(14, "0")}`, ...item });
		const error = await errorOf(reader.decisionAt("votes", NOW_MS));
		expect(error).toMatchObject({ name: "HistoryError", code: "history.malformed", streamName: "votes" });
		expect(String(error)).toContain(says);
	});
});
