import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { HistoryError, type HistoryPage, type HistoryQuery, type HistoryReaderPort } from "@headroom/controller";
import { functionDocumentClient } from "../../shared/document-client.ts";
import { ACTS_PARTITION, actSortKey, readActItem } from "./acts.ts";
import { readDecisionItem } from "./decision-item.ts";
import { type DynamoHistoryOptions, historyTable } from "./history-table.ts";
import { decisionSortKey, readReshardItem, reshardSortKey } from "./items.ts";

type Item = Readonly<Record<string, unknown>>;
type SortKey = (atMs: number) => string;
type ReadItem<Entry> = (streamName: string, item: Item) => Entry;

/** Sorts after whatever follows the time in a sort key. */
const AFTER_EVERY_SUFFIX = "~";

/** Where the newest decision is malformed, those before it are read so many at once, and no further. */
const DECISIONS_BEFORE_MALFORMED = 25;

/** The history table, read for people: newest first, a page at a time. Reads are eventually consistent: half the price, a second late. */
export function dynamoHistoryReader({ tableName, client = functionDocumentClient() }: DynamoHistoryOptions): HistoryReaderPort {
	const { attempt } = historyTable(tableName, client);

	async function page<Entry>(
		sortKey: SortKey,
		read: ReadItem<Entry>,
		{ streamName, fromMs, toMs, limit, cursor }: HistoryQuery,
	): Promise<HistoryPage<Entry>> {
		const { Items = [], LastEvaluatedKey } = await client.send(
			new QueryCommand({
				TableName: tableName,
				KeyConditionExpression: "streamName = :streamName AND sortKey BETWEEN :from AND :to",
				ExpressionAttributeValues: { ":streamName": streamName, ":from": sortKey(fromMs), ":to": `${sortKey(toMs)}${AFTER_EVERY_SUFFIX}` },
				ScanIndexForward: false,
				Limit: limit,
				...(cursor === undefined ? {} : { ExclusiveStartKey: { streamName, sortKey: cursor } }),
			}),
		);
		const next: unknown = LastEvaluatedKey?.["sortKey"];
		return { ...readEach(streamName, Items, read), ...(next === undefined ? {} : { next: String(next) }) };
	}

	const reading = <Result>(streamName: string, call: () => Promise<Result>): Promise<Result> => attempt("dynamodb:Query", streamName, call);

	return {
		reshards: (query) => reading(query.streamName, () => page(reshardSortKey, readReshardItem, query)),
		decisions: (query) => reading(query.streamName, () => page(decisionSortKey, readDecisionItem, query)),
		acts: (query) => reading(ACTS_PARTITION, () => page(actSortKey, readActItem, { ...query, streamName: ACTS_PARTITION })),
		decisionAt: (streamName, atMs) =>
			reading(streamName, async () => {
				const query = { streamName, fromMs: 0, toMs: atMs };
				const { entries, malformed = [], next } = await page(decisionSortKey, readDecisionItem, { ...query, limit: 1 });
				if (malformed.length === 0) return { decision: entries[0] };
				if (next === undefined) return { decision: undefined, malformed };
				const before = await page(decisionSortKey, readDecisionItem, { ...query, limit: DECISIONS_BEFORE_MALFORMED, cursor: next });
				return { decision: before.entries[0], malformed };
			}),
	};
}

/** One that cannot be read is named, and keeps no other from being read. */
function readEach<Entry>(
	streamName: string,
	items: readonly Item[],
	read: ReadItem<Entry>,
): Pick<HistoryPage<Entry>, "entries" | "malformed"> {
	const entries: Entry[] = [];
	const malformed: HistoryError[] = [];
	for (const item of items) {
		try {
			entries.push(read(streamName, item));
		} catch (error) {
			if (!(error instanceof HistoryError)) throw error;
			malformed.push(error);
		}
	}
	return { entries, ...(malformed.length === 0 ? {} : { malformed }) };
}
