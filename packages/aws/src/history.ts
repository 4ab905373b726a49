import { randomUUID } from "node:crypto";
import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand, paginateQuery } from "@aws-sdk/lib-dynamodb";
import type { HistoryPort, ReshardIntent } from "@headroom/controller";
import { HISTORY_LOOK_BACK_MS, type ReshardRecord } from "@headroom/engine";
import { functionDocumentClient } from "./document-client.ts";
import { forgetStream } from "./history/forget-stream.ts";
import { expiry, historyTable, revisionCondition, unlessConditionFailed } from "./history/history-table.ts";
import { decisionSortKey, notifiedSortKey, readReshardItem, reshardSortKey } from "./history/items.ts";
import { peoplesWords } from "./history/people.ts";

export interface DynamoHistoryOptions {
	readonly tableName: string;
	readonly client?: DynamoDBDocumentClient;
}

/** Kept for people; the loop itself needs two days. DynamoDB deletes an expired item within days, so every reader filters by time itself. */
const LEDGER_RETENTION_DAYS = 90;
const DECISION_RETENTION_DAYS = 30;
/** Beyond its quiet time, so that clocks may differ. */
const CLAIM_RETENTION_DAYS = 1;

/**
 * The history in one DynamoDB table: an item of state per stream, and items that are only ever put. One item, one condition, no
 * transaction: docs/decisions/0010-history-table.md says which order of writes makes that enough.
 *
 * `revision` grows with every write of the state that a decision rests on: intent, refusal, override, run. The observed shard count is not one:
 * an evaluation writes it between its own reading and its own intent.
 */
export function dynamoHistory({ tableName, client = functionDocumentClient() }: DynamoHistoryOptions): HistoryPort {
	const table = historyTable(tableName, client);
	const { attempt, readState, updateState } = table;

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
				// The state first: an intent that is settled in between is then in one of the two readings, or in both, never in neither.
				const { override, ...state } = await readState(streamName);
				const reshards = await readLedger(streamName, nowMs);
				return { ...state, history: { reshards, override } };
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
				// A retry whose first attempt was written finds its own intent, and has not lost.
				const state = await readState(streamName);
				if (state.intent?.intentId === intent.intentId) return { kind: "recorded", revision: state.revision };
				return { kind: "lost-race" };
			}),

		withdrawIntent: (intent) => attempt("dynamodb:UpdateItem", intent.streamName, () => clearIntent(intent)),

		settleIntent: (intent, reshard) =>
			attempt("dynamodb:UpdateItem", intent.streamName, async () => {
				// The ledger first: a crash in between leaves an intent that is settled again, onto the same item.
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

		recordObservedShardCount: (streamName, openShardCount, atMs) =>
			attempt("dynamodb:UpdateItem", streamName, async () => {
				await updateState(streamName, {
					UpdateExpression: "SET lastObserved = :observed",
					ConditionExpression: "attribute_not_exists(lastObserved) OR lastObserved.atMs <= :atMs",
					ExpressionAttributeValues: { ":observed": { openShardCount, atMs }, ":atMs": atMs },
				});
			}),

		recordDecision: (decision, wakeup, outcome) =>
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
							// As text: a decision is read back whole, to be explained, and never searched by its parts.
							decision: JSON.stringify(decision),
						},
					}),
				);
			}),

		claim: (streamName, dedupeKey, nowMs, dedupeForMs, leaseMs) =>
			attempt("dynamodb:PutItem", streamName, async () => {
				const key = { streamName, sortKey: notifiedSortKey(dedupeKey) };
				const claimId = randomUUID();
				const quietUntilMs = nowMs + (leaseMs ?? dedupeForMs);
				const isClaimed = await unlessConditionFailed(() =>
					client.send(
						new PutCommand({
							TableName: tableName,
							Item: {
								...key,
								claimId,
								notifiedAtMs: nowMs,
								quietUntilMs,
								isLease: leaseMs !== undefined,
								expiresAt: expiry(quietUntilMs, CLAIM_RETENTION_DAYS),
							},
							ConditionExpression: "attribute_not_exists(notifiedAtMs) OR notifiedAtMs <= :quietSinceMs OR quietUntilMs <= :nowMs",
							ExpressionAttributeValues: { ":quietSinceMs": nowMs - dedupeForMs, ":nowMs": nowMs },
						}),
					),
				);
				if (isClaimed) return "claimed";
				// A retry whose first attempt was written finds its own claim: nobody has told the people yet.
				const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
				if (Item?.["claimId"] === claimId) return "claimed";
				return Item?.["isLease"] === true ? "being-sent" : "already-sent";
			}),

		confirmClaim: (streamName, dedupeKey, claimedAtMs, dedupeForMs) =>
			attempt("dynamodb:PutItem", streamName, async () => {
				const quietUntilMs = claimedAtMs + dedupeForMs;
				// Without a condition: it was said, whoever claimed it since or gave it back.
				await client.send(
					new PutCommand({
						TableName: tableName,
						Item: {
							streamName,
							sortKey: notifiedSortKey(dedupeKey),
							notifiedAtMs: claimedAtMs,
							quietUntilMs,
							expiresAt: expiry(quietUntilMs, CLAIM_RETENTION_DAYS),
						},
					}),
				);
			}),

		releaseClaim: (streamName, dedupeKey) =>
			attempt("dynamodb:DeleteItem", streamName, async () => {
				await client.send(new DeleteCommand({ TableName: tableName, Key: { streamName, sortKey: notifiedSortKey(dedupeKey) } }));
			}),

		...peoplesWords(table),

		forget: (streamName, nowMs) => attempt("dynamodb:DeleteItem", streamName, () => forgetStream(table, streamName, nowMs)),
	};
}
