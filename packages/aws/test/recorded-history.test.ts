import { readFileSync } from "node:fs";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { reshardBudget } from "@headroom/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoHistory } from "../src/autoscaler/history/history.ts";
import { dynamoHistoryReader } from "../src/autoscaler/history/history-reader.ts";
import { dynamoManagedStreams } from "../src/autoscaler/history/managed-streams.ts";
import { type DynamoTable, openDynamoTable } from "./support/dynamo-table.ts";

type Item = Readonly<Record<string, unknown>> & { readonly streamName: string; readonly sortKey: string };

/** A whole history table as commit b9333be wrote it. What was stored stays readable: these items are never made anew. */
const ITEMS: readonly Item[] = JSON.parse(readFileSync(new URL("recorded/history-items-b9333be.json", import.meta.url), "utf8"));
const STREAMS = ["votes", "clicks", "orders", "burst", "floor", "idle"] as const;
/** The newest moment of the recording. */
const NOW_MS = Date.UTC(2026, 10, 23, 15, 15, 45);
const EVER = { fromMs: 0, toMs: NOW_MS + 86_400_000, limit: 100 };

const itemsOf = (streamName: string, prefix: string) =>
	ITEMS.filter((item) => item.streamName === streamName && item.sortKey.startsWith(prefix)).reverse();

let table: DynamoTable;
beforeAll(async () => {
	table = await openDynamoTable("history", "streamName", "sortKey");
	for (const item of ITEMS) await table.client.send(new PutCommand({ TableName: "history", Item: item }));
});
afterAll(() => table.close());

describe("a history table of the first version", () => {
	it.each(STREAMS)("has every reshard of %s, as it was written", async (streamName) => {
		const { entries } = await dynamoHistoryReader({ tableName: "history", client: table.client }).reshards({ ...EVER, streamName });
		expect(entries).toEqual(itemsOf(streamName, "reshard#").map(({ streamName: _, sortKey: __, expiresAt: ___, ...reshard }) => reshard));
	});

	it.each(STREAMS)("has every decision about %s in the words of its time", async (streamName) => {
		const { entries } = await dynamoHistoryReader({ tableName: "history", client: table.client }).decisions({ ...EVER, streamName });
		expect(entries).toEqual(
			itemsOf(streamName, "decision#").map(({ decision, outcome, triggeredBy }) => ({
				decision: JSON.parse(String(decision)),
				outcome,
				wakeup: triggeredBy,
			})),
		);
	});

	it("has decisions of every kind that was kept", () => {
		const kinds = new Set(ITEMS.filter(({ sortKey }) => sortKey.startsWith("decision#")).map((item) => item["kind"]));
		expect(kinds).toEqual(new Set(["scale-out", "scale-in", "blocked", "diagnose"]));
	});

	it("has the state of each stream: override, refusal, intent, the person at work", async () => {
		const history = dynamoHistory({ tableName: "history", client: table.client });
		expect(await history.load("votes", NOW_MS)).toMatchObject({
			revision: 7,
			lastObservedShardCount: { openShardCount: 2 },
			history: { override: { kind: "pause", by: "ana", reason: "load test" }, reshards: [{}, {}, {}] },
		});
		expect(await history.load("clicks", NOW_MS)).toMatchObject({ history: { override: { kind: "hold", by: "ben" } } });
		expect(await history.load("orders", NOW_MS)).toMatchObject({
			lastRefusal: { refusal: "account-shard-quota", message: "You have exceeded the shard limit." },
			intent: { intentId: "8a3c3c1e-8d8a-4d6c-9b39-0a1c7a3c9a51", trigger: "write-throttle", startedBy: "person", by: "ana" },
		});
		expect(await history.load("idle", NOW_MS)).toMatchObject({
			lease: { leaseId: "1b9a8a5e-0b5e-4a27-9d6e-0e2f8a5e4b11", by: "eve", reason: "migration", targetShardCount: 12 },
		});
	});

	it("has entries of both kinds: Headroom's and a person's are known, what was observed is guessed", async () => {
		const history = dynamoHistory({ tableName: "history", client: table.client });
		const budgetOf = async (streamName: string) => {
			const { used, guessed = 0 } = reshardBudget((await history.load(streamName, NOW_MS)).history, NOW_MS);
			return { known: used - guessed, guessed };
		};
		expect(await budgetOf("votes")).toEqual({ known: 3, guessed: 0 });
		expect(await budgetOf("clicks")).toEqual({ known: 2, guessed: 0 });
		expect(await budgetOf("orders")).toEqual({ known: 0, guessed: 1 });
		// Both in one ledger, and beside them a merge that the lineage has shown since.
		const mixed = { ...EVER, streamName: "mixed" };
		const items = [...itemsOf("votes", "reshard#"), ...itemsOf("orders", "reshard#")].map((item) => ({ ...item, streamName: "mixed" }));
		for (const Item of items) await table.client.send(new PutCommand({ TableName: "history", Item }));
		await history.recordReshard("mixed", {
			atMs: NOW_MS - 1,
			fromShardCount: 4,
			toShardCount: 3,
			startedBy: "observed",
			operation: "MergeShards",
			settledAtMs: NOW_MS - 1,
		});
		expect(await budgetOf("mixed")).toEqual({ known: 3, guessed: 1 });
		const { entries } = await dynamoHistoryReader({ tableName: "history", client: table.client }).reshards(mixed);
		expect(entries).toContainEqual(expect.objectContaining({ operation: "MergeShards", toShardCount: 3 }));
	});

	it("keeps its claims: nobody gets a message again that the first version has sent", async () => {
		const history = dynamoHistory({ tableName: "history", client: table.client });
		const [claimed] = itemsOf("votes", "notified#accepted#");
		const dedupeKey = String(claimed?.sortKey).slice("notified#".length);
		const claimedAtMs = Number(claimed?.["notifiedAtMs"]);
		expect(await history.claim("votes", dedupeKey, claimedAtMs + 1_000, 86_400_000, 30_000)).toBe("already-sent");
	});

	it("lets a person's work be renewed and ended by its own lease alone", async () => {
		const history = dynamoHistory({ tableName: "history", client: table.client });
		const { lease } = await history.load("idle", NOW_MS);
		if (lease === undefined) throw new Error("The recording has a person at work on the stream.");
		expect(await history.renewLease("idle", { ...lease, leaseId: "another" })).toBe(false);
		expect(await history.renewLease("idle", lease)).toBe(true);
		await history.releaseLease("idle", lease);
		expect(await history.load("idle", NOW_MS)).not.toHaveProperty("lease");
	});

	it("has the stored policies and the deployed streams", async () => {
		const listing = await dynamoManagedStreams({ tableName: "history", client: table.client }).list();
		expect(listing.deployed?.streamsJson).toBe('{"votes":{},"orders":{"maxShardCount":8}}');
		expect(listing.stored).toMatchObject([
			{ kind: "stored", streamName: "attached", written: {}, by: "ana", revision: 1 },
			{ kind: "stored", streamName: "orders", written: { minShardCount: 2, maxShardCount: 32 }, by: "ben", revision: 2 },
		]);
	});
});
