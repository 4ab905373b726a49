import { type DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";

/** Every voter of a poll in the tally table. */
export async function readCountedTokens(client: DynamoDBClient, tableName: string, pollId: string): Promise<Set<string>> {
	const tokens = new Set<string>();
	const voters = paginateScan(
		{ client },
		{
			TableName: tableName,
			FilterExpression: "begins_with(pk, :poll)",
			ExpressionAttributeValues: { ":poll": { S: `voter#${pollId}#` } },
		},
	);
	for await (const page of voters) {
		for (const item of page.Items ?? []) if (item["token"]?.S !== undefined) tokens.add(item["token"].S);
	}
	return tokens;
}
