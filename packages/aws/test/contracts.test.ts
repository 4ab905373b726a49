import { historyContract, historyReaderContract, managedStreamsContract } from "@headroom/controller/contracts";
import { tallyContract } from "@headroom/voting/contracts";
import { dynamoHistory } from "../src/autoscaler/history/history.ts";
import { dynamoHistoryReader } from "../src/autoscaler/history/history-reader.ts";
import { dynamoManagedStreams } from "../src/autoscaler/history/managed-streams.ts";
import { dynamoTally } from "../src/voting/tally.ts";
import { openDynamoTable } from "./support/dynamo-table.ts";

historyContract("DynamoDB", async () => {
	const table = await openDynamoTable("history", "streamName", "sortKey");
	return { port: dynamoHistory({ tableName: "history", client: table.client }), cleanup: table.close };
});

historyReaderContract("DynamoDB", async () => {
	const { client, close } = await openDynamoTable("history", "streamName", "sortKey");
	const options = { tableName: "history", client };
	return { port: dynamoHistoryReader(options), history: dynamoHistory(options), cleanup: close };
});

managedStreamsContract("DynamoDB", async () => {
	const { client, close } = await openDynamoTable("history", "streamName", "sortKey");
	return { port: dynamoManagedStreams({ tableName: "history", client }), cleanup: close };
});

tallyContract("DynamoDB", async () => {
	const table = await openDynamoTable("tally", "pk", "sk");
	return { port: dynamoTally({ tableName: "tally", client: table.client }), cleanup: table.close };
});
