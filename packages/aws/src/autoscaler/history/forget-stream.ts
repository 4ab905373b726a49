import { DeleteCommand, paginateQuery, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { RESHARD_COUNTED_MS } from "@headroom/engine";
import { expiry, type HistoryTable, unlessConditionFailed } from "./history-table.ts";
import { RESHARD_SORT_KEY_PREFIX, reshardSortKey, STATE_SORT_KEY } from "./items.ts";

const DELETES_AT_ONCE = 10;
/** From the reshard on: longer than the day that it counts, because clocks may differ. */
const COUNTED_RESHARD_RETENTION_DAYS = 2;

/**
 * Delete a stream's history except the reshards that still count against the ten. Those expire by themselves. So a stream that is attached
 * again within the day does not get more budget than the service allows.
 */
export async function forgetStream(table: HistoryTable, streamName: string, nowMs: number): Promise<"busy" | "forgotten"> {
	const { client, tableName } = table;
	// The state first, on its condition: no evaluation can then begin to act on the old state.
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

/** Without the state item: a state that exists now was begun since, and is not deleted. */
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
					// Creates nothing if the item has expired meanwhile: half a reshard would make every evaluation of the stream fail.
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
