import { PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { HistoryPort, ReshardIntent } from "@headroom/controller";
import type { HoldDecision, ReshardRecord } from "@headroom/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoHistory } from "../src/history.ts";
import { type DynamoTable, openDynamoTable } from "./support/dynamo-table.ts";
import { errorOf } from "./support/error-of.ts";

let table: DynamoTable;
let history: HistoryPort;
let streams = 0;

beforeAll(async () => {
	table = await openDynamoTable("history", "streamName", "sortKey");
	history = dynamoHistory({ tableName: "history", client: table.client });
});
afterAll(() => table.close());

const NOW_MS = Date.parse("2026-11-23T10:00:00Z");
const HOUR_MS = 3_600_000;

function freshStream(): string {
	streams += 1;
	return `stream-${streams}`;
}

function intentOn(streamName: string, intentId = "i-1"): ReshardIntent {
	return { streamName, intentId, atMs: NOW_MS, fromShardCount: 1, targetShardCount: 2, trigger: "write-throttle", startedBy: "headroom" };
}

const RESHARD: ReshardRecord = { atMs: NOW_MS, fromShardCount: 1, toShardCount: 2, startedBy: "headroom", trigger: "write-throttle" };

async function itemsOf(streamName: string): Promise<readonly Record<string, unknown>[]> {
	const { Items } = await table.client.send(
		new QueryCommand({ TableName: "history", KeyConditionExpression: "streamName = :s", ExpressionAttributeValues: { ":s": streamName } }),
	);
	return Items ?? [];
}

describe("load", () => {
	it("of a stream that was never seen is empty, at revision 0", async () => {
		expect(await history.load(freshStream(), NOW_MS)).toEqual({ revision: 0, history: { reshards: [], override: { kind: "none" } } });
	});

	it("holds every reshard of the last day, and none of last week", async () => {
		const streamName = freshStream();
		const ages = [0, 23, 24, 25, 24 * 7];
		for (const hours of ages) await history.recordReshard(streamName, { ...RESHARD, atMs: NOW_MS - hours * HOUR_MS });
		const { history: known } = await history.load(streamName, NOW_MS);
		expect(known.reshards.map(({ atMs }) => (NOW_MS - atMs) / HOUR_MS).sort((a, b) => a - b)).toEqual([0, 23, 24, 25]);
	});

	it("holds a reshard that another clock dates into the future", async () => {
		const streamName = freshStream();
		await history.recordReshard(streamName, { ...RESHARD, atMs: NOW_MS + 5_000 });
		expect((await history.load(streamName, NOW_MS)).history.reshards).toHaveLength(1);
	});

	const faults: readonly { title: string; item: Record<string, unknown>; says: string }[] = [
		{
			title: "an intent without a target",
			item: {
				sortKey: "state",
				revision: 1,
				intent: { intentId: "i", atMs: 1, fromShardCount: 1, trigger: "person", startedBy: "person" },
			},
			says: "state.intent of stream STREAM is malformed: targetShardCount must be a number, is undefined",
		},
		{
			title: "an override of an unknown kind",
			item: { sortKey: "state", revision: 1, override: { kind: "nap", untilMs: 1, by: "a", reason: "b" } },
			says: 'state.override of stream STREAM is malformed: kind must be one of hold, pause, is "nap"',
		},
		{
			title: "an observed count that is no map",
			item: { sortKey: "state", lastObserved: 3 },
			says: "state of stream STREAM is malformed: lastObserved must be a map, is 3",
		},
		{
			title: "a reshard whose time is text",
			item: {
				sortKey: `reshard#${String(NOW_MS).padStart(14, "0")}`,
				atMs: "now",
				fromShardCount: 1,
				toShardCount: 2,
				startedBy: "headroom",
			},
			says: 'malformed: atMs must be a number, is "now"',
		},
	];
	it.each(faults)("names $title, and guesses nothing", async ({ item, says }) => {
		const streamName = freshStream();
		await table.client.send(new PutCommand({ TableName: "history", Item: { streamName, ...item } }));
		const error = await errorOf(history.load(streamName, NOW_MS));
		expect(error).toMatchObject({ name: "HistoryError", code: "history.malformed", retryable: false, streamName });
		expect(String(error)).toContain(says.replace("STREAM", streamName));
	});

	it("throws history.unavailable when there is no table", async () => {
		const nowhere = dynamoHistory({ tableName: "elsewhere", client: table.client });
		expect(await errorOf(nowhere.load("votes", NOW_MS))).toMatchObject({
			name: "HistoryError",
			code: "history.unavailable",
			streamName: "votes",
		});
	});
});

describe("an intent", () => {
	it("stands until it is settled, and is then in the ledger", async () => {
		const streamName = freshStream();
		const intent = intentOn(streamName);
		expect(await history.recordIntent(intent, 0)).toEqual({ kind: "recorded", revision: 1 });
		expect(await history.load(streamName, NOW_MS)).toMatchObject({ revision: 1, intent, history: { reshards: [] } });
		await history.settleIntent(intent, RESHARD);
		const settled = await history.load(streamName, NOW_MS);
		expect(settled.intent).toBeUndefined();
		expect(settled.revision).toBe(2);
		expect(settled.history.reshards).toEqual([RESHARD]);
	});

	it("loses the race against one that stands", async () => {
		const streamName = freshStream();
		await history.recordIntent(intentOn(streamName, "first"), 0);
		expect(await history.recordIntent(intentOn(streamName, "second"), 1)).toEqual({ kind: "lost-race" });
	});

	it("loses the race when one came and went since the reading", async () => {
		const streamName = freshStream();
		await history.recordIntent(intentOn(streamName, "first"), 0);
		await history.withdrawIntent(intentOn(streamName, "first"));
		expect(await history.recordIntent(intentOn(streamName, "second"), 0)).toEqual({ kind: "lost-race" });
		expect(await history.recordIntent(intentOn(streamName, "second"), 2)).toEqual({ kind: "recorded", revision: 3 });
	});

	it("loses the race when a person paused the stream since the reading", async () => {
		const streamName = freshStream();
		await history.putOverride(streamName, { kind: "pause", untilMs: NOW_MS + HOUR_MS, by: "ann", reason: "migration" });
		expect(await history.recordIntent(intentOn(streamName), 0)).toEqual({ kind: "lost-race" });
	});

	it("of two at the same moment, one is recorded", async () => {
		const streamName = freshStream();
		const outcomes = await Promise.all(["a", "b", "c", "d"].map((id) => history.recordIntent(intentOn(streamName, id), 0)));
		expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["lost-race", "lost-race", "lost-race", "recorded"]);
	});

	it("is not lost to its own retry", async () => {
		const streamName = freshStream();
		table.loseNextAnswerOf("UpdateItemCommand");
		expect(await history.recordIntent(intentOn(streamName), 0)).toEqual({ kind: "recorded", revision: 1 });
	});

	it("of another is not withdrawn, and not settled", async () => {
		const streamName = freshStream();
		await history.recordIntent(intentOn(streamName, "theirs"), 0);
		await history.withdrawIntent(intentOn(streamName, "ours"));
		await history.settleIntent(intentOn(streamName, "ours"), RESHARD);
		expect((await history.load(streamName, NOW_MS)).intent?.intentId).toBe("theirs");
	});

	it("is settled twice as once", async () => {
		const streamName = freshStream();
		await history.recordIntent(intentOn(streamName), 0);
		await history.settleIntent(intentOn(streamName), RESHARD);
		const once = await history.load(streamName, NOW_MS);
		await history.settleIntent(intentOn(streamName), RESHARD);
		expect(await history.load(streamName, NOW_MS)).toEqual(once);
	});

	it("is unmoved by an observed shard count, which an evaluation writes before its own intent", async () => {
		const streamName = freshStream();
		await history.recordObservedShardCount(streamName, 1, NOW_MS);
		expect(await history.recordIntent(intentOn(streamName), 0)).toEqual({ kind: "recorded", revision: 1 });
	});
});

describe("what is remembered", () => {
	it("of the shard count is the newest", async () => {
		const streamName = freshStream();
		await history.recordObservedShardCount(streamName, 4, NOW_MS);
		await history.recordObservedShardCount(streamName, 2, NOW_MS - 1);
		expect((await history.load(streamName, NOW_MS)).lastObservedShardCount).toEqual({ openShardCount: 4, atMs: NOW_MS });
	});

	it("of refusals is the newest", async () => {
		const streamName = freshStream();
		const refusal = {
			atMs: NOW_MS,
			fromShardCount: 1,
			targetShardCount: 2,
			refusal: "reshard-quota",
			message: "LimitExceeded: no",
		} as const;
		await history.recordRefusal(streamName, refusal);
		await history.recordRefusal(streamName, { ...refusal, atMs: NOW_MS - 1, refusal: "rate" });
		expect((await history.load(streamName, NOW_MS)).lastRefusal).toEqual(refusal);
	});

	it("of one reshard is its newest word", async () => {
		const streamName = freshStream();
		await history.recordReshard(streamName, RESHARD);
		await history.recordReshard(streamName, { ...RESHARD, settledAtMs: NOW_MS + 30_000 });
		expect((await history.load(streamName, NOW_MS)).history.reshards).toEqual([{ ...RESHARD, settledAtMs: NOW_MS + 30_000 }]);
	});

	it("of a person's override is the last one, until it is ended", async () => {
		const streamName = freshStream();
		const hold = { kind: "hold", untilMs: NOW_MS + HOUR_MS, by: "ann", reason: "load test" } as const;
		await history.putOverride(streamName, { ...hold, kind: "pause" });
		await history.putOverride(streamName, hold);
		expect((await history.load(streamName, NOW_MS)).history.override).toEqual(hold);
		await history.putOverride(streamName, { kind: "none" });
		expect((await history.load(streamName, NOW_MS)).history.override).toEqual({ kind: "none" });
	});

	it("of a decision is the whole of it, with what woke the loop and an end", async () => {
		const streamName = freshStream();
		const decision: HoldDecision = {
			kind: "hold",
			streamName,
			decidedAtMs: NOW_MS,
			openShardCount: 1,
			trail: [{ step: "verdict", says: "Holding at 1 shard." }],
			measured: { kind: "no-data" },
			budget: { used: 0, left: 10 },
		};
		await history.recordDecision(decision, { kind: "sweep" });
		const [item = {}] = await itemsOf(streamName);
		expect(JSON.parse(String(item["decision"]))).toEqual(decision);
		expect(item).toMatchObject({ kind: "hold", triggeredBy: { kind: "sweep" }, expiresAt: NOW_MS / 1000 + 30 * 86_400 });
	});
});

describe("a notification", () => {
	it("is claimed once within its quiet time, and again after it", async () => {
		const streamName = freshStream();
		expect(await history.claimNotification(streamName, "quota", NOW_MS, HOUR_MS)).toBe("claimed");
		expect(await history.claimNotification(streamName, "quota", NOW_MS, HOUR_MS)).toBe("already-sent");
		expect(await history.claimNotification(streamName, "quota", NOW_MS + HOUR_MS - 1, HOUR_MS)).toBe("already-sent");
		expect(await history.claimNotification(streamName, "quota", NOW_MS + HOUR_MS, HOUR_MS)).toBe("claimed");
	});

	it("is claimed by its fingerprint and its stream", async () => {
		const streamName = freshStream();
		expect(await history.claimNotification(streamName, "quota", NOW_MS, HOUR_MS)).toBe("claimed");
		expect(await history.claimNotification(streamName, "cooldown", NOW_MS, HOUR_MS)).toBe("claimed");
		expect(await history.claimNotification(freshStream(), "quota", NOW_MS, HOUR_MS)).toBe("claimed");
	});

	it("that could not be handed over is given back", async () => {
		const streamName = freshStream();
		await history.claimNotification(streamName, "quota", NOW_MS, HOUR_MS);
		await history.releaseNotification(streamName, "quota");
		await history.releaseNotification(streamName, "never claimed");
		expect(await history.claimNotification(streamName, "quota", NOW_MS, HOUR_MS)).toBe("claimed");
	});

	it("is not lost to its claim's own retry", async () => {
		table.loseNextAnswerOf("PutItemCommand");
		expect(await history.claimNotification(freshStream(), "quota", NOW_MS, HOUR_MS)).toBe("claimed");
	});
});
