import { DeleteCommand, paginateQuery, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { RESHARD_COUNTED_MS } from "@headroom/engine";
import { expiry, type HistoryTable, unlessConditionFailed } from "./history-table.ts";
import { RESHARD_SORT_KEY_PREFIX, reshardSortKey, STATE_SORT_KEY } from "./items.ts";

const DELETES_AT_ONCE = 10;
/** From the reshard on: beyond the day that it counts, so that clocks may differ. */
const COUNTED_RESHARD_RETENTION_DAYS = 2;

/**
 * Delete all that is kept of a stream but the reshards that still count against the ten: those expire by themselves, so that a stream that
 * is attached again within the day has no budget that the service would not grant.
 */
export async function forgetStream(table: HistoryTable, streamName: string, nowMs: number): Promise<"busy" | "forgotten"> {
	const { client, tableName } = table;
	// The state first, on its condition: what was decided on it can then no longer be begun.
	const isForgotten = await unlessConditionFailed(() =>
		client.send(
			new DeleteCommand({
				TableName: tableName,
				Key: { streamName, sortKey: STATE_SORT_KEY },
				ConditionExpression: "attribute_not_exists(intent) AND (attribute_not_exists(run) OR run.untilMs <= :nowMs)",
				ExpressionAttributeValues: { ":nowMs": nowMs },
			}),
		),
	);
	if (!isForgotten) return "busy";
	for (const sortKeys of chunks(await sortKeysOf(table, streamName))) {
		await Promise.all(sortKeys.map((sortKey) => forgetItem(table, streamName, sortKey, nowMs)));
	}
	return "forgotten";
}

/** Without the state: what is there by now was begun since, and is not ours to take. */
async function sortKeysOf({ client, tableName }: HistoryTable, streamName: string): Promise<string[]> {
	const sortKeys: string[] = [];
	const pages = paginateQuery(
		{ client },
		{
			TableName: tableName,
			ConsistentRead: true,
			ProjectionExpression: "sortKey",
			KeyConditionExpression: "streamName = :streamName",
			ExpressionAttributeValues: { ":streamName": streamName },
		},
	);
	for await (const { Items = [] } of pages) sortKeys.push(...Items.map(({ sortKey }) => String(sortKey)));
	return sortKeys.filter((sortKey) => sortKey !== STATE_SORT_KEY);
}

async function forgetItem({ client, tableName }: HistoryTable, streamName: string, sortKey: string, nowMs: number): Promise<void> {
	const Key = { streamName, sortKey };
	if (sortKey.startsWith(RESHARD_SORT_KEY_PREFIX) && sortKey > reshardSortKey(nowMs - RESHARD_COUNTED_MS)) {
		const atMs = Number(sortKey.slice(RESHARD_SORT_KEY_PREFIX.length));
		await unlessConditionFailed(() =>
			client.send(
				new UpdateCommand({
					TableName: tableName,
					Key,
					UpdateExpression: "SET expiresAt = :expiresAt",
					// Where it is gone meanwhile nothing is made: half a reshard would keep the stream from ever being evaluated.
					ConditionExpression: "attribute_exists(sortKey)",
					ExpressionAttributeValues: { ":expiresAt": expiry(atMs, COUNTED_RESHARD_RETENTION_DAYS) },
				}),
			),
		);
		return;
	}
	await client.send(new DeleteCommand({ TableName: tableName, Key }));
}

function chunks(sortKeys: readonly string[]): string[][] {
	return Array.from({ length: Math.ceil(sortKeys.length / DELETES_AT_ONCE) }, (_, index) =>
		sortKeys.slice(index * DELETES_AT_ONCE, (index + 1) * DELETES_AT_ONCE),
	);
}
