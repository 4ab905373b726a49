import { PutItemCommand } from "@aws-sdk/client-dynamodb";
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
		{
			title: "nested 20,000 deep",
			item: { policy: `{"a":${"[".repeat(20_000)}${"]".repeat(20_000)}}`, by: "ana", atMs: 1, revision: 1 },
			says: "policy must be JSON with at most 32 levels",
		},
		{
			title: "of no moment that a calendar has",
			item: { policy: "{}", by: "ana", atMs: 8.7e15, revision: 1 },
			says: "atMs must be a time in milliseconds",
		},
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

	it("with a number that the client alone would not read keeps no other from being read", async () => {
		await streams.put(POLICY, 0);
		// As another tool can write it: JavaScript's own numbers end before.
		const huge = { N: "9".repeat(30) + ".5" };
		const Item = { streamName: { S: "#streams" }, sortKey: { S: "policy#orders" }, policy: { S: "{}" }, by: { S: "ana" }, atMs: huge };
		await table.client.send(new PutItemCommand({ TableName: "history", Item }));
		expect((await streams.list()).stored.map(({ kind, streamName }) => [streamName, kind])).toEqual([
			["orders", "malformed"],
			["votes", "stored"],
		]);
	});

	it("under a key that is no stream's name is named, its control characters visible", async () => {
		await putItem({ streamName: "#streams", sortKey: "policy#a\u001b[2J\nb", policy: "{}", by: "ana", atMs: 1, revision: 1 });
		const [standing] = (await streams.list()).stored;
		expect(standing).toMatchObject({ kind: "malformed", streamName: "a\u001b[2J\nb" });
		expect(standing?.kind === "malformed" && standing.error.message).toContain(
			"History item policy#a\\u001b[2J\\nb of stream a\\u001b[2J\\nb is malformed: sortKey must be policy# and a stream's name",
		);
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
	const written = {
		kind: "hold",
		streamName: "votes",
		decidedAtMs: NOW_MS,
		openShardCount: 2,
		budget: { used: 1, left: 9, nextFreeAtMs: NOW_MS },
		trail: [{ step: "recommend", says: "Holding 2 shards." }],
	};
	const { decidedAtMs: _, ...undated } = written;
	const decision = JSON.stringify(written);
	const good = { kind: "hold", decision, triggeredBy, outcome };
	const changed = (changes: object): object => ({ ...good, decision: JSON.stringify({ ...written, ...changes }) });
	const faults: readonly { title: string; item: object; says: string }[] = [
		{ title: "that is no JSON", item: { ...good, decision: "{" }, says: 'decision must be JSON, is "{"' },
		{
			title: "nested 20,000 deep",
			item: { ...good, decision: "[".repeat(20_000) + "]".repeat(20_000) },
			says: "JSON with at most 32 levels",
		},
		{ title: "of another kind than its item", item: { ...good, kind: "blocked" }, says: "decision must be a decision of the item's kind" },
		{
			title: "of a kind that nobody knows",
			item: { ...changed({ kind: "nap" }), kind: "nap" },
			says: "decision.kind must be a known kind",
		},
		{ title: "without a trail", item: changed({ trail: undefined }), says: "decision.trail must be a list of steps in words" },
		{ title: "of another stream", item: changed({ streamName: "orders" }), says: "decision.streamName must be of this stream, is " },
		{ title: "with an empty trail", item: changed({ trail: [] }), says: "decision.trail must be a list of at least one step in words" },
		{ title: "with a step without words", item: changed({ trail: [{ step: "gate" }] }), says: "decision.trail[0].says must be text" },
		{ title: "of no moment", item: { ...good, decision: JSON.stringify(undated) }, says: "decision.decidedAtMs must be a number" },
		{ title: "of a moment that no calendar has", item: changed({ decidedAtMs: 1e300 }), says: "decision.decidedAtMs must be a time" },
		{ title: "with a budget in words", item: changed({ budget: "full" }), says: "decision.budget must be a map" },
		{
			title: "that is kept of what people could store by hand",
			item: { ...good, decision: '{"kind":"hold","trail":[]}' },
			says: "must be",
		},
		{ title: "that nothing triggered", item: { ...good, triggeredBy: undefined }, says: "triggeredBy must be a map" },
		{ title: "that nobody triggered", item: { ...good, triggeredBy: { kind: "person" } }, says: "triggeredBy.by must be text" },
		{
			title: "that an unknown thing triggered",
			item: { ...good, triggeredBy: { kind: "moon" } },
			says: "triggeredBy.kind must be a known kind",
		},
		{ title: "of which nothing came", item: { ...good, outcome: undefined }, says: "outcome must be a map" },
		{
			title: "refused for no known reason",
			item: { ...good, outcome: { kind: "refused", refusal: "mood" } },
			says: "refusal must be one of",
		},
	];
	const sortKeyAt = (atMs: number): string => `decision#${String(atMs).padStart(14, "0")}`;

	it.each(faults)("$title is named with its key, and the one before it is read", async ({ item, says }) => {
		await putItem({ streamName: "votes", sortKey: sortKeyAt(NOW_MS - 1), ...good });
		await putItem({ streamName: "votes", sortKey: sortKeyAt(NOW_MS), ...item });
		const named = { name: "HistoryError", code: "history.malformed", streamName: "votes", message: expect.stringContaining(says) };
		const read = { decision: written, wakeup: triggeredBy, outcome };
		expect(await reader.decisionAt("votes", NOW_MS)).toMatchObject({ decision: read, malformed: [named] });
		const page = await reader.decisions({ streamName: "votes", fromMs: 0, toMs: NOW_MS, limit: 10 });
		expect(page).toMatchObject({ entries: [read], malformed: [named] });
		expect(page.malformed?.[0]?.message).toMatch(
			new RegExp(`^History item ${sortKeyAt(NOW_MS)}(?:\\.outcome)? of stream votes is malformed: `),
		);
		expect(page.malformed?.[0]?.message.length).toBeLessThan(500);
	});

	it("is none where there is nothing but one that cannot be read", async () => {
		await putItem({ streamName: "votes", sortKey: sortKeyAt(NOW_MS), ...changed({ trail: [] }) });
		expect(await reader.decisionAt("votes", NOW_MS)).toMatchObject({ decision: undefined, malformed: [{ code: "history.malformed" }] });
	});
});

describe("a stored reshard", () => {
	it("that is none is named, and the others are read", async () => {
		const reshard = { atMs: NOW_MS, fromShardCount: 1, toShardCount: 2, startedBy: "headroom" };
		await putItem({ streamName: "votes", sortKey: `reshard#${String(NOW_MS).padStart(14, "0")}`, ...reshard });
		await putItem({ streamName: "votes", sortKey: `reshard#${String(NOW_MS + 1).padStart(14, "0")}`, ...reshard, atMs: 8.7e15 });
		expect(await reader.reshards({ streamName: "votes", fromMs: 0, toMs: NOW_MS + 1, limit: 10 })).toMatchObject({
			entries: [reshard],
			malformed: [{ code: "history.malformed", message: expect.stringContaining("atMs must be a time in milliseconds") }],
		});
	});
});
