import { setTimeout as wait } from "node:timers/promises";
import { BatchGetCommand, BatchWriteCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { TallyError } from "@headroom/voting";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html read 2026-11-23 */
const MAX_BATCH_GET_KEYS = 100;
/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html read 2026-11-23 */
const MAX_BATCH_WRITE_ITEMS = 25;
/**
 * Rounds for the unprocessed items of a batch. With the waits between them they take under 4 s, so that a batch of the tally has most of
 * its minute left.
 */
const MAX_ROUNDS = 7;
const FIRST_DELAY_MS = 25;
/** Concurrent batches: enough for the reads of 500 voters, few enough not to cause a throttle. */
const CONCURRENT_BATCHES = 5;

/** Wait before the given round, counted from 1. */
export type Delay = (round: number) => Promise<void>;

export interface BatchTable {
	readonly client: DynamoDBDocumentClient;
	readonly tableName: string;
	readonly delay: Delay;
}

type Item = Record<string, unknown>;

/**
 * Exponential with full jitter, as AWS advises.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html read 2026-11-23
 */
export async function jitteredDelay(round: number): Promise<void> {
	await wait(Math.random() * FIRST_DELAY_MS * 2 ** round);
}

/**
 * Every item that exists, by consistent reads, in no order.
 *
 * @throws TallyError `tally.throttled` if keys are left after all rounds; otherwise the error of the SDK
 */
export async function batchGetAll(table: BatchTable, keys: readonly Item[]): Promise<readonly Item[]> {
	const found: Item[] = [];
	await eachBatch(keys, MAX_BATCH_GET_KEYS, async (batch) => {
		await untilProcessed(table, "dynamodb:BatchGetItem", batch, async (open) => {
			const { Responses, UnprocessedKeys } = await table.client.send(
				new BatchGetCommand({ RequestItems: { [table.tableName]: { Keys: [...open], ConsistentRead: true } } }),
			);
			found.push(...(Responses?.[table.tableName] ?? []));
			return UnprocessedKeys?.[table.tableName]?.Keys ?? [];
		});
	});
	return found;
}

/**
 * Put every item, over an existing one if there is one.
 * @throws TallyError `tally.throttled` if items are left after all rounds; otherwise the error of the SDK
 */
export async function batchPutAll(table: BatchTable, items: readonly Item[]): Promise<void> {
	await eachBatch(items, MAX_BATCH_WRITE_ITEMS, async (batch) => {
		await untilProcessed(table, "dynamodb:BatchWriteItem", batch, async (open) => {
			const { UnprocessedItems } = await table.client.send(
				new BatchWriteCommand({ RequestItems: { [table.tableName]: open.map((Item) => ({ PutRequest: { Item } })) } }),
			);
			return (UnprocessedItems?.[table.tableName] ?? []).flatMap(({ PutRequest }) => (PutRequest?.Item ? [PutRequest.Item] : []));
		});
	});
}

async function untilProcessed(
	{ delay, tableName }: BatchTable,
	action: string,
	batch: readonly Item[],
	call: (open: readonly Item[]) => Promise<readonly Item[]>,
): Promise<void> {
	let open = batch;
	for (let round = 1; round <= MAX_ROUNDS; round += 1) {
		open = await call(open);
		if (open.length === 0) return;
		if (round < MAX_ROUNDS) await delay(round);
	}
	throw new TallyError(`${action} on table ${tableName} left ${open.length} of ${batch.length} items after ${MAX_ROUNDS} rounds`, {
		code: "tally.throttled",
		retryable: true,
	});
}

async function eachBatch(items: readonly Item[], size: number, run: (batch: readonly Item[]) => Promise<void>): Promise<void> {
	const batches: (readonly Item[])[] = [];
	for (let start = 0; start < items.length; start += size) batches.push(items.slice(start, start + size));
	async function work(): Promise<void> {
		for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) await run(batch);
	}
	await Promise.all(Array.from({ length: Math.min(CONCURRENT_BATCHES, batches.length) }, work));
}
