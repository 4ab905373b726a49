import { type DynamoDBDocumentClient, GetCommand, UpdateCommand, type UpdateCommandInput } from "@aws-sdk/lib-dynamodb";
import { HistoryError } from "@headroom/controller";
import { faultMessage, sdkFault } from "../../shared/sdk-errors.ts";
import { readStateItem, STATE_SORT_KEY, type StreamState } from "./items.ts";

export interface DynamoHistoryOptions {
	readonly tableName: string;
	readonly client?: DynamoDBDocumentClient | undefined;
}

const DAY_SECONDS = 86_400;

type StateUpdate = Pick<
	UpdateCommandInput,
	"ConditionExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues" | "UpdateExpression"
>;

/** The calls that all users of the history table share. */
export interface HistoryTable {
	readonly client: DynamoDBDocumentClient;
	readonly tableName: string;
	/**
	 * One port call. Translates the errors of the SDK, once.
	 * @param action as IAM spells it, of the call's first request
	 */
	attempt<Result>(action: string, streamName: string, call: () => Promise<Result>): Promise<Result>;
	/** Consistent. @throws HistoryError `history.malformed` */
	readState(streamName: string): Promise<StreamState>;
	/** @returns whether the condition held */
	updateState(streamName: string, update: StateUpdate): Promise<boolean>;
}

export function historyTable(tableName: string, client: DynamoDBDocumentClient): HistoryTable {
	return {
		client,
		tableName,
		attempt: async (action, streamName, call) => {
			try {
				return await call();
			} catch (error) {
				throw historyError(error, action, tableName, streamName);
			}
		},
		readState: async (streamName) => {
			const { Item } = await client.send(
				new GetCommand({ TableName: tableName, Key: { streamName, sortKey: STATE_SORT_KEY }, ConsistentRead: true }),
			);
			return readStateItem(streamName, Item);
		},
		updateState: (streamName, update) =>
			unlessConditionFailed(() =>
				client.send(new UpdateCommand({ TableName: tableName, Key: { streamName, sortKey: STATE_SORT_KEY }, ...update })),
			),
	};
}

/** @returns false if the condition did not hold: an answer, not an error */
export async function unlessConditionFailed(call: () => Promise<unknown>): Promise<boolean> {
	try {
		await call();
		return true;
	} catch (error) {
		if (sdkFault(error).name === "ConditionalCheckFailedException") return false;
		throw error;
	}
}

/** TTL takes whole seconds since the epoch. */
export function expiry(atMs: number, days: number): number {
	return Math.ceil(atMs / 1000) + days * DAY_SECONDS;
}

/** Holds while the state is as it was read. A stream without an item has revision 0. */
export function revisionCondition(revision: number): { readonly condition: string; readonly values: Readonly<Record<string, number>> } {
	return revision === 0
		? { condition: "attribute_not_exists(revision)", values: {} }
		: { condition: "revision = :revision", values: { ":revision": revision } };
}

function historyError(error: unknown, action: string, tableName: string, streamName: string): HistoryError {
	if (error instanceof HistoryError) return error;
	const fault = sdkFault(error);
	return new HistoryError(faultMessage(fault, action, `table ${tableName} for stream ${streamName}`), {
		code: fault.kind === "throttled" ? "history.rate-exceeded" : "history.unavailable",
		retryable: fault.retryable,
		streamName,
		cause: error,
	});
}
