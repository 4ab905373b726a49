import type { AddressInfo } from "node:net";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import dynalite from "dynalite";
import { DOCUMENT_TRANSLATION } from "../../src/shared/document-client.ts";

export interface DynamoTable {
	readonly tableName: string;
	readonly client: DynamoDBDocumentClient;
	/** The answer of the next call of this command never arrives, though the call is done; the client tries again by itself. */
	loseNextAnswerOf(command: string): void;
	close(): Promise<void>;
}

/** A table in an in-memory DynamoDB behind the unmodified client. */
export async function openDynamoTable(tableName: string, partitionKey: string, sortKey: string): Promise<DynamoTable> {
	const server = dynalite({ createTableMs: 0 });
	await new Promise<void>((resolve) => {
		server.listen(0, "127.0.0.1", resolve);
	});
	const { port } = server.address() as AddressInfo;
	const bare = new DynamoDBClient({
		endpoint: `http://127.0.0.1:${port}`,
		region: "us-east-1",
		credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" },
	});
	let lostCommand: string | undefined;
	bare.middlewareStack.add(
		(next, context) => async (args) => {
			const answer = await next(args);
			if (lostCommand !== context.commandName) return answer;
			lostCommand = undefined;
			throw Object.assign(new Error("the answer was lost"), { name: "TimeoutError" });
		},
		{ step: "deserialize", priority: "high", name: "loseAnswer" },
	);
	await bare.send(
		new CreateTableCommand({
			TableName: tableName,
			BillingMode: "PAY_PER_REQUEST",
			AttributeDefinitions: [partitionKey, sortKey].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
			KeySchema: [
				{ AttributeName: partitionKey, KeyType: "HASH" },
				{ AttributeName: sortKey, KeyType: "RANGE" },
			],
		}),
	);
	return {
		tableName,
		client: DynamoDBDocumentClient.from(bare, DOCUMENT_TRANSLATION),
		loseNextAnswerOf(command) {
			lostCommand = command;
		},
		close: async () => {
			bare.destroy();
			server.closeAllConnections();
			await new Promise((resolve) => {
				server.close(resolve);
			});
		},
	};
}
