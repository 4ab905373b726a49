import { randomUUID } from "node:crypto";
import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { ClaimsPort } from "@headroom/controller";
import { expiry, type HistoryTable, unlessConditionFailed } from "./history-table.ts";
import { notifiedSortKey } from "./items.ts";

/** Longer than a claim lasts, because clocks may differ. */
const CLAIM_RETENTION_DAYS = 1;

/** Claims of messages and re-checks in the history table: an item a key. The attributes keep the names of the first version. */
export function dynamoClaims(
	{ attempt }: HistoryTable,
	{ client, tableName }: { readonly client: DynamoDBDocumentClient; readonly tableName: string },
): ClaimsPort {
	return {
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
				// A retry after a lost answer finds its own claim: nobody has sent the message yet.
				const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
				if (Item?.["claimId"] === claimId) return "claimed";
				return Item?.["isLease"] === true ? "being-sent" : "already-sent";
			}),

		confirmClaim: (streamName, dedupeKey, claimedAtMs, dedupeForMs) =>
			attempt("dynamodb:PutItem", streamName, async () => {
				const quietUntilMs = claimedAtMs + dedupeForMs;
				// Without a condition: the message was sent, even if another evaluation has changed the claim since.
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
	};
}
