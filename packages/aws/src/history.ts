import { randomUUID } from "node:crypto";
import {
	DeleteCommand,
	type DynamoDBDocumentClient,
	GetCommand,
	PutCommand,
	paginateQuery,
	UpdateCommand,
	type UpdateCommandInput,
} from "@aws-sdk/lib-dynamodb";
import { HistoryError, type HistoryPort, type ReshardIntent } from "@headroom/controller";
import type { ReshardRecord } from "@headroom/engine";
import { functionDocumentClient } from "./document-client.ts";
import {
	decisionSortKey,
	notifiedSortKey,
	readReshardItem,
	readStateItem,
	reshardSortKey,
	STATE_SORT_KEY,
	type StreamState,
} from "./history/items.ts";
import { faultMessage, sdkFault } from "./sdk-errors.ts";

export interface DynamoHistoryOptions {
	readonly tableName: string;
	readonly client?: DynamoDBDocumentClient;
}

const HOUR_MS = 3_600_000;
const DAY_SECONDS = 86_400;

/** The ledger's last day decides; a second one covers clocks that differ and what a person wants to look back on. */
const LEDGER_LOOK_BACK_MS = 48 * HOUR_MS;

/** Kept for people; the loop itself needs a day. DynamoDB deletes an expired item within days, so every reader filters by time itself. */
const LEDGER_RETENTION_DAYS = 90;
const DECISION_RETENTION_DAYS = 30;
/** Beyond its quiet time, so that clocks may differ. */
const CLAIM_RETENTION_DAYS = 1;

/**
 * The history in one DynamoDB table: an item of state per stream, and items that are only ever put. One item, one condition, no
 * transaction: docs/decisions/0010-history-table.md says which order of writes makes that enough.
 *
 * `revision` grows with every write of the state that a decision rests on: intent, refusal, override. The observed shard count is not one:
 * an evaluation writes it between its own reading and its own intent.
 */
export function dynamoHistory({ tableName, client = functionDocumentClient() }: DynamoHistoryOptions): HistoryPort {
	/** One port call: whatever the SDK throws is translated here, once. */
	async function attempt<Result>(action: string, streamName: string, call: () => Promise<Result>): Promise<Result> {
		try {
			return await call();
		} catch (error) {
			throw historyError(error, action, tableName, streamName);
		}
	}

	async function readState(streamName: string): Promise<StreamState> {
		const { Item } = await client.send(
			new GetCommand({ TableName: tableName, Key: { streamName, sortKey: STATE_SORT_KEY }, ConsistentRead: true }),
		);
		return readStateItem(streamName, Item);
	}

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
					":from": reshardSortKey(nowMs - LEDGER_LOOK_BACK_MS),
					":to": reshardSortKey(Number.MAX_SAFE_INTEGER),
				},
			},
		);
		for await (const page of pages) for (const item of page.Items ?? []) reshards.push(readReshardItem(streamName, item));
		return reshards;
	}

	/** @returns whether the condition held */
	async function updateState(
		streamName: string,
		update: Pick<UpdateCommandInput, "ConditionExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues" | "UpdateExpression">,
	): Promise<boolean> {
		return await unlessConditionFailed(() =>
			client.send(new UpdateCommand({ TableName: tableName, Key: { streamName, sortKey: STATE_SORT_KEY }, ...update })),
		);
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
				const isRecorded = await updateState(streamName, {
					UpdateExpression: "SET intent = :intent, revision = :next",
					ConditionExpression: `attribute_not_exists(intent) AND ${revision === 0 ? "attribute_not_exists(revision)" : "revision = :revision"}`,
					ExpressionAttributeValues: { ":intent": stored, ":next": revision + 1, ...(revision === 0 ? {} : { ":revision": revision }) },
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

		recordDecision: (decision, triggeredBy) =>
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
							triggeredBy,
							// As text: a decision is read back whole, to be explained, and never searched by its parts.
							decision: JSON.stringify(decision),
						},
					}),
				);
			}),

		claimNotification: (streamName, fingerprint, nowMs, quietMs, leaseMs) =>
			attempt("dynamodb:PutItem", streamName, async () => {
				const key = { streamName, sortKey: notifiedSortKey(fingerprint) };
				const claimId = randomUUID();
				const quietUntilMs = nowMs + (leaseMs ?? quietMs);
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
							ExpressionAttributeValues: { ":quietSinceMs": nowMs - quietMs, ":nowMs": nowMs },
						}),
					),
				);
				if (isClaimed) return "claimed";
				// A retry whose first attempt was written finds its own claim: nobody has told the people yet.
				const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
				if (Item?.["claimId"] === claimId) return "claimed";
				return Item?.["isLease"] === true ? "being-sent" : "already-sent";
			}),

		keepNotification: (streamName, fingerprint, claimedAtMs, quietMs) =>
			attempt("dynamodb:PutItem", streamName, async () => {
				const quietUntilMs = claimedAtMs + quietMs;
				// Without a condition: it was said, whoever claimed it since or gave it back.
				await client.send(
					new PutCommand({
						TableName: tableName,
						Item: {
							streamName,
							sortKey: notifiedSortKey(fingerprint),
							notifiedAtMs: claimedAtMs,
							quietUntilMs,
							expiresAt: expiry(quietUntilMs, CLAIM_RETENTION_DAYS),
						},
					}),
				);
			}),

		releaseNotification: (streamName, fingerprint) =>
			attempt("dynamodb:DeleteItem", streamName, async () => {
				await client.send(new DeleteCommand({ TableName: tableName, Key: { streamName, sortKey: notifiedSortKey(fingerprint) } }));
			}),

		putOverride: (streamName, override) =>
			attempt("dynamodb:UpdateItem", streamName, async () => {
				await updateState(
					streamName,
					override.kind === "none"
						? {
								UpdateExpression: "REMOVE #override ADD revision :one",
								ExpressionAttributeNames: { "#override": "override" },
								ExpressionAttributeValues: { ":one": 1 },
							}
						: {
								UpdateExpression: "SET #override = :override ADD revision :one",
								ExpressionAttributeNames: { "#override": "override" },
								ExpressionAttributeValues: { ":override": override, ":one": 1 },
							},
				);
			}),
	};
}

/** @returns false where the condition did not hold: an answer, not an error */
async function unlessConditionFailed(call: () => Promise<unknown>): Promise<boolean> {
	try {
		await call();
		return true;
	} catch (error) {
		if (sdkFault(error).name === "ConditionalCheckFailedException") return false;
		throw error;
	}
}

/** TTL takes whole seconds since the epoch. */
function expiry(atMs: number, days: number): number {
	return Math.ceil(atMs / 1000) + days * DAY_SECONDS;
}

function historyError(error: unknown, action: string, tableName: string, streamName: string): HistoryError {
	if (error instanceof HistoryError) return error;
	const fault = sdkFault(error);
	return new HistoryError(faultMessage(fault, action, `table ${tableName} for stream ${streamName}`), {
		code: "history.unavailable",
		retryable: fault.retryable,
		streamName,
		cause: error,
	});
}
