import { callTables } from "./call-tables.ts";

/** Items that one page of a scan looks at: about 40 ms of the tables' thread. */
const ITEMS_PER_PAGE = 1_000;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html read 2026-11-27 */
const ITEMS_PER_DELETE = 25;

/** Items that expired longer ago stay, as on AWS. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html read 2026-11-27 */
const OLDEST_EXPIRY_SECONDS = 5 * 365 * 24 * 3600;

export interface Expiring {
	readonly tableName: string;
	/** The attribute that says when, in epoch seconds. */
	readonly attributeName: string;
}

export interface ExpiryOptions {
	/** The tables' own address. */
	readonly url: string;
	readonly nowMs: () => number;
	/** Waits before each further page, so that other calls have their turn. */
	readonly pause: () => Promise<unknown>;
}

interface Page {
	readonly Items: readonly Readonly<Record<string, unknown>>[];
	readonly LastEvaluatedKey?: object;
}

/**
 * Deletes the items of one table whose time is over. One that is written again in the milliseconds between is lost, which AWS does not do: a delete
 * for each item with a condition costs ten times as much, and nothing here writes an expired item again.
 *
 * @returns how many
 */
export async function deleteExpired({ attributeName, tableName }: Expiring, { nowMs, pause, url }: ExpiryOptions): Promise<number> {
	const keyNames = await keyNamesOf(url, tableName);
	let deleted = 0;
	let after: object | undefined;
	do {
		if (after !== undefined) await pause();
		const nowSeconds = Math.floor(nowMs() / 1000);
		const page = (await callTables(url, "Scan", {
			TableName: tableName,
			Limit: ITEMS_PER_PAGE,
			FilterExpression: "#at BETWEEN :oldest AND :now",
			ExpressionAttributeNames: { "#at": attributeName },
			ExpressionAttributeValues: { ":now": { N: String(nowSeconds) }, ":oldest": { N: String(nowSeconds - OLDEST_EXPIRY_SECONDS) } },
			...(after === undefined ? {} : { ExclusiveStartKey: after }),
		})) as Page;
		for (let first = 0; first < page.Items.length; first += ITEMS_PER_DELETE) {
			const requests = page.Items.slice(first, first + ITEMS_PER_DELETE).map((item) => ({
				DeleteRequest: { Key: Object.fromEntries(keyNames.map((name) => [name, item[name]])) },
			}));
			await callTables(url, "BatchWriteItem", { RequestItems: { [tableName]: requests } });
		}
		deleted += page.Items.length;
		after = page.LastEvaluatedKey;
	} while (after !== undefined);
	return deleted;
}

async function keyNamesOf(url: string, tableName: string): Promise<readonly string[]> {
	const { Table } = (await callTables(url, "DescribeTable", { TableName: tableName })) as {
		readonly Table: { readonly KeySchema: readonly { readonly AttributeName: string }[] };
	};
	return Table.KeySchema.map(({ AttributeName }) => AttributeName);
}
