import { type DynamoDBDocumentClient, PutCommand, paginateQuery, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { HistoryError, type LedgerPort, type ReshardIntent } from "@headroom/controller";
import { HISTORY_LOOK_BACK_MS, type History, type ReshardRecord, writtenDecision } from "@headroom/engine";
import { sdkFault } from "../../shared/sdk-errors.ts";
import { expiry, type HistoryTable, revisionCondition } from "./history-table.ts";
import { decisionSortKey, readReshardItem, reshardSortKey } from "./items.ts";
import { dynamoMeasuredFacts } from "./measured-facts.ts";

/**
 * Kept for people; the loop itself needs two days. DynamoDB deletes an expired item within days, so every reader filters by time itself.
 */
const LEDGER_RETENTION_DAYS = 90;
const DECISION_RETENTION_DAYS = 30;

/** Intents, reshards, refusals and decisions of the history table. */
export function dynamoLedger(
	{ attempt, readState, updateState }: HistoryTable,
	{ client, tableName }: { readonly client: DynamoDBDocumentClient; readonly tableName: string },
): LedgerPort {
	async function readLedger(streamName: string, nowMs: number): Promise<readonly ReshardRecord[]> {
		const reshards: ReshardRecord[] = [];
		const pages = paginateQuery(
			{ client },
			{
				TableName: tableName,
				ConsistentRead: true,
				KeyConditionExpression: "streamName = :streamName AND sortKey BETWEEN :from AND :to",
				ExpressionAttributeValues: {
					":streamName": streamName,
					":from": reshardSortKey(nowMs - HISTORY_LOOK_BACK_MS),
					":to": reshardSortKey(Number.MAX_SAFE_INTEGER),
				},
			},
		);
		for await (const page of pages) for (const item of page.Items ?? []) reshards.push(readReshardItem(streamName, item));
		return reshards;
	}

	/** Only an entry of a split or a merge asks for it. A damaged answer must not stop the loop: then they count, which is the cautious side. */
	async function splitsAndMergesCount(reshards: readonly ReshardRecord[]): Promise<Pick<History, "splitsAndMergesCount">> {
		if (reshards.every(({ operation }) => operation === undefined)) return {};
		try {
			const counts = (await dynamoMeasuredFacts({ tableName, client }).newest())?.splitsAndMergesCount;
			return counts === undefined ? {} : { splitsAndMergesCount: counts };
		} catch (error) {
			if (error instanceof HistoryError && error.code === "history.malformed") return { splitsAndMergesCount: true };
			throw error;
		}
	}

	async function putReshard(streamName: string, reshard: ReshardRecord): Promise<void> {
		const expiresAt = expiry(reshard.atMs, LEDGER_RETENTION_DAYS);
		await client.send(
			new PutCommand({ TableName: tableName, Item: { streamName, sortKey: reshardSortKey(reshard.atMs), expiresAt, ...reshard } }),
		);
	}

	async function clearIntent({ streamName, intentId }: ReshardIntent): Promise<void> {
		await updateState(streamName, {
			UpdateExpression: "REMOVE intent ADD revision :one",
			ConditionExpression: "intent.intentId = :intentId",
			ExpressionAttributeValues: { ":one": 1, ":intentId": intentId },
		});
	}

	return {
		load: (streamName, nowMs) =>
			attempt("dynamodb:GetItem", streamName, async () => {
				// The state first: an intent that is settled in between is then in one reading or in both, never in neither.
				const { override, ...state } = await readState(streamName);
				const reshards = await readLedger(streamName, nowMs);
				return { ...state, history: { reshards, override, ...(await splitsAndMergesCount(reshards)) } };
			}),

		recordIntent: (intent, revision) =>
			attempt("dynamodb:UpdateItem", intent.streamName, async () => {
				const { streamName, ...stored } = intent;
				const { condition, values } = revisionCondition(revision);
				const isRecorded = await updateState(streamName, {
					UpdateExpression: "SET intent = :intent, revision = :next",
					ConditionExpression: `attribute_not_exists(intent) AND ${condition}`,
					ExpressionAttributeValues: { ...values, ":intent": stored, ":next": revision + 1 },
				});
				if (isRecorded) return { kind: "recorded", revision: revision + 1 };
				// A retry after a lost answer finds its own intent: it has not lost the race.
				const state = await readState(streamName);
				if (state.intent?.intentId === intent.intentId) return { kind: "recorded", revision: state.revision };
				return { kind: "lost-race" };
			}),

		withdrawIntent: (intent) => attempt("dynamodb:UpdateItem", intent.streamName, () => clearIntent(intent)),

		settleIntent: (intent, reshard) =>
			attempt("dynamodb:UpdateItem", intent.streamName, async () => {
				// The ledger first: after a crash in between, the intent is settled again, onto the same item.
				await putReshard(intent.streamName, reshard);
				await clearIntent(intent);
			}),

		recordRefusal: (streamName, refusal) =>
			attempt("dynamodb:UpdateItem", streamName, async () => {
				await updateState(streamName, {
					UpdateExpression: "SET lastRefusal = :refusal ADD revision :one",
					ConditionExpression: "attribute_not_exists(lastRefusal) OR lastRefusal.atMs <= :atMs",
					ExpressionAttributeValues: { ":refusal": refusal, ":one": 1, ":atMs": refusal.atMs },
				});
			}),

		recordReshard: (streamName, reshard) => attempt("dynamodb:PutItem", streamName, () => putReshard(streamName, reshard)),

		recordTold: (streamName, reshardAtMs, toldAtMs) =>
			attempt("dynamodb:UpdateItem", streamName, async () => {
				try {
					await client.send(
						new UpdateCommand({
							TableName: tableName,
							Key: { streamName, sortKey: reshardSortKey(reshardAtMs) },
							UpdateExpression: "SET toldAtMs = :toldAtMs",
							ConditionExpression: "attribute_exists(sortKey)",
							ExpressionAttributeValues: { ":toldAtMs": toldAtMs },
						}),
					);
				} catch (error) {
					if (sdkFault(error).name !== "ConditionalCheckFailedException") throw error;
				}
			}),

		recordObservedShardCount: (streamName, openShardCount, atMs) =>
			attempt("dynamodb:UpdateItem", streamName, async () => {
				await updateState(streamName, {
					UpdateExpression: "SET lastObserved = :observed",
					ConditionExpression: "attribute_not_exists(lastObserved) OR lastObserved.atMs <= :atMs",
					ExpressionAttributeValues: { ":observed": { openShardCount, atMs }, ":atMs": atMs },
				});
			}),

		recordDecision: ({ decision, outcome, wakeup }) =>
			attempt("dynamodb:PutItem", decision.streamName, async () => {
				const { streamName, decidedAtMs, kind } = decision;
				await client.send(
					new PutCommand({
						TableName: tableName,
						Item: {
							streamName,
							sortKey: decisionSortKey(decidedAtMs),
							expiresAt: expiry(decidedAtMs, DECISION_RETENTION_DAYS),
							kind,
							triggeredBy: wakeup,
							outcome,
							// As text: a decision is only read as a whole, never searched by its parts.
							decision: JSON.stringify(writtenDecision(decision)),
						},
					}),
				);
			}),
	};
}
