import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { GetCommand, paginateQuery, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { addCounts as mergeCounts, TallyError, type TallyPort, type TallyUpdate } from "@headroom/voting";
import { functionDocumentClient } from "../shared/document-client.ts";
import { faultMessage, sdkFault } from "../shared/sdk-errors.ts";
import { batchGetAll, batchPutAll, type Delay, jitteredDelay } from "./table-batches.ts";
import { countsOf, pollKey, tallyKey, voterKey } from "./tally-items.ts";

export interface DynamoTallyOptions {
	readonly tableName: string;
	readonly client?: DynamoDBDocumentClient;
	/** The wait before the next round for unprocessed items of a batch. */
	readonly delay?: Delay;
	/**
	 * How long a voter's item is kept, in `expiresAt`; for ever where absent. From the write on, not from the vote: an item that is written again after a
	 * crash is kept a little longer, never shorter.
	 */
	readonly voterTtlSeconds?: number | undefined;
	readonly nowMs?: () => number;
}

/**
 * The tally table (`pk`, `sk`): an item per voter, with the sequence number that first claimed it, and an item per poll and shard,
 * with the counts and the checkpoint together, so that one conditional write moves both.
 *
 * Every read is consistent: it must see a voter that was written a moment ago, or the vote is counted twice.
 */
export function dynamoTally(options: DynamoTallyOptions): TallyPort {
	const { tableName, client = functionDocumentClient(), delay = jitteredDelay, voterTtlSeconds, nowMs = Date.now } = options;
	const table = { client, tableName, delay };

	/** Translates the errors of one call, once. */
	async function attempt<Result>(action: string, call: () => Promise<Result>): Promise<Result> {
		try {
			return await call();
		} catch (error) {
			throw tallyError(error, action, tableName);
		}
	}

	const expiry = () => (voterTtlSeconds === undefined ? {} : { expiresAt: Math.ceil(nowMs() / 1000) + voterTtlSeconds });

	return {
		readCheckpoint: (voteId, shardId) =>
			attempt("dynamodb:GetItem", async () => {
				const { Item } = await client.send(
					new GetCommand({
						TableName: tableName,
						Key: tallyKey(voteId, shardId),
						ConsistentRead: true,
						ProjectionExpression: "checkpoint",
					}),
				);
				return checkpointOf(Item);
			}),

		readVoters: (voteId, tokens) =>
			attempt("dynamodb:BatchGetItem", async () => {
				const items = await batchGetAll(
					table,
					tokens.map((token) => voterKey(voteId, token)),
				);
				return new Map(items.map(({ token, sequenceNumber }) => [String(token), String(sequenceNumber)]));
			}),

		writeVoters: (voteId, claims) =>
			attempt("dynamodb:BatchWriteItem", () =>
				batchPutAll(
					table,
					[...claims].map(([token, { sequenceNumber, choice }]) => ({
						...voterKey(voteId, token),
						token,
						sequenceNumber,
						choice,
						...expiry(),
					})),
				),
			),

		addCounts: (update) => attempt("dynamodb:UpdateItem", () => addCounts(client, tableName, update)),

		readResults: (voteId) =>
			attempt("dynamodb:Query", async () => {
				// A Map: a choice may be called `constructor`.
				const choices = new Map<string, number>();
				let total = 0;
				const pages = paginateQuery(
					{ client },
					{
						TableName: tableName,
						KeyConditionExpression: "pk = :pk",
						ExpressionAttributeValues: { ":pk": pollKey(voteId) },
						ConsistentRead: true,
					},
				);
				for await (const page of pages) {
					for (const item of page.Items ?? []) {
						for (const [choice, count] of countsOf(item)) {
							choices.set(choice, (choices.get(choice) ?? 0) + count);
							total += count;
						}
					}
				}
				return { voteId, choices: Object.fromEntries(choices), total };
			}),
	};
}

/**
 * Read the counts, then write the sums on condition that the checkpoint has not moved in between. Not one `ADD` for each choice: an
 * expression holds at most 4 KB and 300 operators, and a batch may name more choices than that.
 *
 * A retry after a successful write finds that the checkpoint has moved. It answers `behind`, which is true.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-expression-parameters read 2026-11-23
 */
async function addCounts(client: DynamoDBDocumentClient, tableName: string, update: TallyUpdate): Promise<"added" | "behind"> {
	const { voteId, shardId, fromCheckpoint, toCheckpoint, counts } = update;
	const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: tallyKey(voteId, shardId), ConsistentRead: true }));
	if (checkpointOf(Item) !== fromCheckpoint) return "behind";
	const sums = mergeCounts(new Map(countsOf(Item ?? {})), counts);
	try {
		await client.send(
			new UpdateCommand({
				TableName: tableName,
				Key: tallyKey(voteId, shardId),
				UpdateExpression: "SET checkpoint = :to, choices = :choices",
				ConditionExpression: fromCheckpoint === undefined ? "attribute_not_exists(checkpoint)" : "checkpoint = :from",
				ExpressionAttributeValues: {
					":to": toCheckpoint,
					// As a Map: the marshaller asks a plain object for its `constructor`, which may be the name of a choice.
					":choices": sums,
					...(fromCheckpoint === undefined ? {} : { ":from": fromCheckpoint }),
				},
			}),
		);
		return "added";
	} catch (error) {
		if (sdkFault(error).name === "ConditionalCheckFailedException") return "behind";
		throw error;
	}
}

function checkpointOf(item: Readonly<Record<string, unknown>> | undefined): string | undefined {
	const checkpoint = item?.["checkpoint"];
	return checkpoint === undefined ? undefined : String(checkpoint);
}

function tallyError(error: unknown, action: string, tableName: string): TallyError {
	if (error instanceof TallyError) return error;
	const fault = sdkFault(error);
	return new TallyError(faultMessage(fault, action, `table ${tableName}`), {
		code: `tally.${fault.kind}`,
		retryable: fault.retryable,
		cause: error,
	});
}
