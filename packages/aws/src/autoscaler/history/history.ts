import type { HistoryPorts } from "@headroom/controller";
import { functionDocumentClient } from "../../shared/document-client.ts";
import { dynamoActs } from "./acts.ts";
import { dynamoClaims } from "./claims.ts";
import { forgetStream } from "./forget-stream.ts";
import { type DynamoHistoryOptions, historyTable } from "./history-table.ts";
import { dynamoLedger } from "./ledger.ts";
import { dynamoOverrides } from "./overrides.ts";

/**
 * The history in one DynamoDB table: a state item for each stream, and items that are only put, never changed. One item, one condition, no
 * transaction: docs/decisions/0010-history-table.md says which order of writes makes that enough.
 *
 * `revision` grows with every write of the state that a decision rests on: intent, refusal, override, lease. The observed shard count is
 * not one: an evaluation writes it between its own reading and its own intent.
 */
export function dynamoHistory({ tableName, client = functionDocumentClient() }: DynamoHistoryOptions): HistoryPorts {
	const table = historyTable(tableName, client);
	return {
		...dynamoLedger(table, { client, tableName }),
		...dynamoActs(table, { client, tableName }),
		...dynamoClaims(table, { client, tableName }),
		...dynamoOverrides(table),
		forget: (streamName, nowMs) => table.attempt("dynamodb:DeleteItem", streamName, () => forgetStream(table, streamName, nowMs)),
	};
}
