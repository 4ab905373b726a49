import { DeleteCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { HistoryPorts, ReshardIntent } from "@headroom/controller";
import { type HoldDecision, type ReshardRecord, writtenDecision } from "@headroom/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dynamoHistory } from "../src/autoscaler/history/history.ts";
import { type DynamoTable, openDynamoTable } from "./support/dynamo-table.ts";
import { errorOf } from "./support/error-of.ts";

let table: DynamoTable;
let history: HistoryPorts;
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
			title: "an override that ends when no calendar does",
			item: { sortKey: "state", revision: 1, override: { kind: "pause", untilMs: 8.7e15, by: "a", reason: "b" } },
			says: "state.override of stream STREAM is malformed: untilMs must be a time in milliseconds, is 8700000000000000",
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
	it("is not lost to its own retry", async () => {
		const streamName = freshStream();
		table.loseNextAnswerOf("UpdateItemCommand");
		expect(await history.recordIntent(intentOn(streamName), 0)).toEqual({ kind: "recorded", revision: 1 });
	});
});

describe("what is remembered", () => {
	it("of a person's override is the last one, until it is ended", async () => {
		const streamName = freshStream();
		const hold = { kind: "hold", untilMs: NOW_MS + HOUR_MS, by: "ann", reason: "load test" } as const;
		await history.putOverride(streamName, { ...hold, kind: "pause" }, 0);
		await history.putOverride(streamName, hold, 1);
		expect((await history.load(streamName, NOW_MS)).history.override).toEqual(hold);
		await history.putOverride(streamName, { kind: "none" }, 2);
		expect((await history.load(streamName, NOW_MS)).history.override).toEqual({ kind: "none" });
	});

	it("of a decision is the whole of it, with what woke the loop and an end", async () => {
		const streamName = freshStream();
		const decision: HoldDecision = {
			kind: "hold",
			streamName,
			decidedAtMs: NOW_MS,
			openShardCount: 1,
			steps: [{ step: "recommend", kind: "no-data" }],
			measured: { kind: "no-data" },
			budget: { used: 0, left: 10 },
		};
		await history.recordDecision({ decision, wakeup: { kind: "sweep" }, outcome: { kind: "held" } });
		const [item = {}] = await itemsOf(streamName);
		expect(JSON.parse(String(item["decision"]))).toEqual(writtenDecision(decision));
		expect(item).toMatchObject({
			kind: "hold",
			triggeredBy: { kind: "sweep" },
			outcome: { kind: "held" },
			expiresAt: NOW_MS / 1000 + 30 * 86_400,
		});
	});
});

describe("a notification", () => {
	it("is not lost to its claim's own retry", async () => {
		table.loseNextAnswerOf("PutItemCommand");
		expect(await history.claim(freshStream(), "quota", NOW_MS, HOUR_MS)).toBe("claimed");
	});
});

describe("forgetting", () => {
	/** The table's client, with something else happening right after the answer of the first command of this kind. */
	function afterFirst(commandType: new (...args: never[]) => unknown, happens: () => Promise<unknown>): DynamoTable["client"] {
		let isOver = false;
		return new Proxy(table.client, {
			get(target, key) {
				if (key !== "send") return Reflect.get(target, key);
				return async (command: never) => {
					const answer = await target.send(command);
					if (isOver || !((command as unknown) instanceof commandType)) return answer;
					isOver = true;
					await happens();
					return answer;
				};
			},
		});
	}

	it("does not take what somebody begins on the stream meanwhile", async () => {
		const streamName = freshStream();
		const intent = intentOn(streamName);
		const client = afterFirst(DeleteCommand, () => history.recordIntent(intent, 0));
		expect(await dynamoHistory({ tableName: "history", client }).forget(streamName, NOW_MS)).toBe("forgotten");
		expect((await history.load(streamName, NOW_MS)).intent).toEqual(intent);
	});

	it("twice at once leaves no half of a reshard that the other has deleted", async () => {
		const streamName = freshStream();
		await history.recordReshard(streamName, RESHARD);
		const client = afterFirst(QueryCommand, () => history.forget(streamName, NOW_MS + 25 * HOUR_MS));
		expect(await dynamoHistory({ tableName: "history", client }).forget(streamName, NOW_MS)).toBe("forgotten");
		expect(await itemsOf(streamName)).toEqual([]);
	});
});
