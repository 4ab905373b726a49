import { historyContract } from "@headroom/controller/contracts";
import { tallyContract } from "@headroom/voting/contracts";
import { dynamoHistory } from "../src/history.ts";
import { dynamoTally } from "../src/tally.ts";
import { openDynamoTable } from "./support/dynamo-table.ts";

historyContract("DynamoDB", async () => {
	const table = await openDynamoTable("history", "streamName", "sortKey");
	return { port: dynamoHistory({ tableName: "history", client: table.client }), cleanup: table.close };
});

tallyContract("DynamoDB", async () => {
	const table = await openDynamoTable("tally", "pk", "sk");
	return { port: dynamoTally({ tableName: "tally", client: table.client }), cleanup: table.close };
});
