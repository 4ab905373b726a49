import {
	BatchGetCommand,
	BatchWriteCommand,
	DeleteCommand,
	type DynamoDBDocumentClient,
	GetCommand,
	PutCommand,
	QueryCommand,
	UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { functionDocumentClient } from "../shared/document-client.ts";
import type { Trial } from "./run-trials.ts";

export interface TableUnderTrial {
	readonly client: DynamoDBDocumentClient;
	readonly tableName: string;
	readonly partitionKey: string;
	readonly sortKey: string;
}

export function selfCheckTable(
	tableName: string,
	{ partitionKey, sortKey }: Pick<TableUnderTrial, "partitionKey" | "sortKey">,
): TableUnderTrial {
	return { client: functionDocumentClient(), tableName, partitionKey, sortKey };
}

/** No stream, poll or voter has such a key. */
const KEY_OF_NOTHING = "#self-check";
const CONDITION_FAILED = ["ConditionalCheckFailedException"];

type TableAction = "BatchGetItem" | "BatchWriteItem" | "DeleteItem" | "GetItem" | "PutItem" | "Query" | "UpdateItem";

/** Each call on an item that does not exist; those that write on condition that it does. Nothing is written. */
export function tableTrials({ client, partitionKey, sortKey, tableName }: TableUnderTrial, actions: readonly TableAction[]): Trial[] {
	const Key = { [partitionKey]: KEY_OF_NOTHING, [sortKey]: KEY_OF_NOTHING };
	const names = { "#key": partitionKey };
	const ifThere = { TableName: tableName, ConditionExpression: "attribute_exists(#key)", ExpressionAttributeNames: names };
	const query = {
		KeyConditionExpression: "#key = :key",
		ExpressionAttributeNames: names,
		ExpressionAttributeValues: { ":key": KEY_OF_NOTHING },
	};
	const calls: Readonly<Record<TableAction, () => Promise<unknown>>> = {
		BatchGetItem: () => client.send(new BatchGetCommand({ RequestItems: { [tableName]: { Keys: [Key] } } })),
		// To delete what is not there is no error, and no write.
		BatchWriteItem: () => client.send(new BatchWriteCommand({ RequestItems: { [tableName]: [{ DeleteRequest: { Key } }] } })),
		DeleteItem: () => client.send(new DeleteCommand({ ...ifThere, Key })),
		GetItem: () => client.send(new GetCommand({ TableName: tableName, Key })),
		PutItem: () => client.send(new PutCommand({ ...ifThere, Item: Key })),
		Query: () => client.send(new QueryCommand({ TableName: tableName, ...query, Limit: 1 })),
		UpdateItem: () => client.send(new UpdateCommand({ ...ifThere, Key, UpdateExpression: "REMOVE nothing" })),
	};
	return actions.map((action) => ({ action: `dynamodb:${action}`, on: tableName, call: calls[action], refusals: CONDITION_FAILED }));
}
