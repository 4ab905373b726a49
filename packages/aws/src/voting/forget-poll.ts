import { DeleteCommand, type DynamoDBDocumentClient, paginateQuery } from "@aws-sdk/lib-dynamodb";
import { pollKey, voterKey } from "./tally-items.ts";

export interface PollToForget {
	readonly client: DynamoDBDocumentClient;
	readonly tableName: string;
	readonly voteId: string;
	readonly tokens: readonly string[];
}

/**
 * Delete the counts of a poll and the claims of its voters. For a poll that nobody votes in any longer: a vote that is delivered again
 * afterwards would be counted again, since the checkpoint goes too.
 *
 * @throws what DynamoDB throws
 */
export async function forgetPoll({ client, tableName, tokens, voteId }: PollToForget): Promise<void> {
	const query = {
		TableName: tableName,
		ConsistentRead: true,
		ProjectionExpression: "pk, sk",
		KeyConditionExpression: "pk = :pk",
		ExpressionAttributeValues: { ":pk": pollKey(voteId) },
	};
	const keys: Record<string, unknown>[] = tokens.map((token) => voterKey(voteId, token));
	for await (const { Items = [] } of paginateQuery({ client }, query)) keys.push(...Items.map(({ pk, sk }) => ({ pk, sk })));
	await Promise.all(keys.map((Key) => client.send(new DeleteCommand({ TableName: tableName, Key }))));
}
