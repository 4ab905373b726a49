import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { HistoryPage, HistoryQuery, HistoryReaderPort, RecordedDecision } from "@headroom/controller";
import { functionDocumentClient } from "../../shared/document-client.ts";
import type { DynamoHistoryOptions } from "./history.ts";
import { historyTable } from "./history-table.ts";
import { decisionSortKey, readDecisionItem, readReshardItem, reshardSortKey } from "./items.ts";

type Item = Readonly<Record<string, unknown>>;
type SortKey = (atMs: number) => string;

/** The history table, read for people: newest first, a page at a time. Reads are eventually consistent: half the price, a second late. */
export function dynamoHistoryReader({ tableName, client = functionDocumentClient() }: DynamoHistoryOptions): HistoryReaderPort {
	const { attempt } = historyTable(tableName, client);

	async function page<Entry>(
		sortKey: SortKey,
		read: (streamName: string, item: Item) => Entry,
		{ streamName, fromMs, toMs, limit, cursor }: HistoryQuery,
	): Promise<HistoryPage<Entry>> {
		const { Items = [], LastEvaluatedKey } = await client.send(
			new QueryCommand({
				TableName: tableName,
				KeyConditionExpression: "streamName = :streamName AND sortKey BETWEEN :from AND :to",
				ExpressionAttributeValues: { ":streamName": streamName, ":from": sortKey(fromMs), ":to": sortKey(toMs) },
				ScanIndexForward: false,
				Limit: limit,
				...(cursor === undefined ? {} : { ExclusiveStartKey: { streamName, sortKey: cursor } }),
			}),
		);
		const next: unknown = LastEvaluatedKey?.["sortKey"];
		return { entries: Items.map((item) => read(streamName, item)), ...(next === undefined ? {} : { next: String(next) }) };
	}

	const reading = <Result>(streamName: string, call: () => Promise<Result>): Promise<Result> => attempt("dynamodb:Query", streamName, call);

	return {
		reshards: (query) => reading(query.streamName, () => page(reshardSortKey, readReshardItem, query)),
		decisions: (query) => reading(query.streamName, () => page(decisionSortKey, readDecisionItem, query)),
		decisionAt: (streamName, atMs) =>
			reading(streamName, async (): Promise<RecordedDecision | undefined> => {
				const { entries } = await page(decisionSortKey, readDecisionItem, { streamName, fromMs: 0, toMs: atMs, limit: 1 });
				return entries[0];
			}),
	};
}
