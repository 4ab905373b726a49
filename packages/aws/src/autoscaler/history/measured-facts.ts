import { PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { FactsPort, MeasuredFacts } from "@headroom/controller";
import { functionDocumentClient } from "../../shared/document-client.ts";
import { type DynamoHistoryOptions, historyTable } from "./history-table.ts";
import { ItemReader } from "./item-reader.ts";
import { paddedTime } from "./items.ts";

/** No stream is named so: `#` is not allowed in a stream's name. */
const FACTS_PARTITION = "#facts";
const MEASURED_SORT_KEY_PREFIX = "measured#";

/** What was measured in this account, in the history table: every record is kept, the newest counts. */
export function dynamoMeasuredFacts({ tableName, client = functionDocumentClient() }: DynamoHistoryOptions): FactsPort {
	const { attempt } = historyTable(tableName, client);
	return {
		newest: () =>
			attempt("dynamodb:Query", FACTS_PARTITION, async () => {
				const { Items: [item] = [] } = await client.send(
					new QueryCommand({
						TableName: tableName,
						ConsistentRead: true,
						KeyConditionExpression: "streamName = :partition AND begins_with(sortKey, :prefix)",
						ExpressionAttributeValues: { ":partition": FACTS_PARTITION, ":prefix": MEASURED_SORT_KEY_PREFIX },
						ScanIndexForward: false,
						Limit: 1,
					}),
				);
				return item === undefined ? undefined : readFactsItem(item);
			}),

		record: (facts) =>
			attempt("dynamodb:PutItem", FACTS_PARTITION, async () => {
				const sortKey = `${MEASURED_SORT_KEY_PREFIX}${paddedTime(facts.measuredAtMs)}`;
				// As text: it is read back whole, and never searched by its parts.
				await client.send(
					new PutCommand({
						TableName: tableName,
						Item: { streamName: FACTS_PARTITION, sortKey, by: facts.by, facts: JSON.stringify(facts) },
					}),
				);
			}),
	};
}

const ANSWERS = ["arnSufficesForUpdateShardCount", "splitsAndMergesCount", "refusedCallsCount", "halfOfOddCountRoundsUp"] as const;

/**
 * What depends on a fact must not take an edited item for one: whatever answers yes or no is looked at.
 * @throws HistoryError `history.malformed`
 */
function readFactsItem(item: Readonly<Record<string, unknown>>): MeasuredFacts {
	const reader = new ItemReader(FACTS_PARTITION, String(item["sortKey"]), item);
	const facts = reader.json("facts") as Partial<MeasuredFacts> | null;
	const isRecord =
		typeof facts === "object" &&
		facts !== null &&
		typeof facts.measuredAtMs === "number" &&
		[facts.reshards, facts.refusals, facts.notMeasured].every((list) => Array.isArray(list)) &&
		typeof facts.permissionComesFirst === "object" &&
		ANSWERS.every((name) => facts[name] === undefined || typeof facts[name] === "boolean");
	if (!isRecord) throw reader.malformed("facts", "a record of measured facts");
	return facts as MeasuredFacts;
}
