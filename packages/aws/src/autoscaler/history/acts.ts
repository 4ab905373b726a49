import { type DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { ActChange, ActsPort, PersonAct } from "@headroom/controller";
import { MAX_EPOCH_MS } from "@headroom/engine";
import * as z from "zod/mini";
import { expiry, type HistoryTable } from "./history-table.ts";
import { ItemReader } from "./item-reader.ts";
import { paddedTime } from "./items.ts";

/** No stream is named so: `#` is not allowed in a stream's name. One partition for all streams, so that what was done to a detached one stays. */
export const ACTS_PARTITION = "#acts";
const ACT_SORT_KEY_PREFIX = "act#";

/** As long as the ledger's entries. */
const ACT_RETENTION_DAYS = 90;

/** For ranges; the key of an act goes on with its stream and kind, because two people may act in one millisecond. */
export function actSortKey(atMs: number): string {
	return `${ACT_SORT_KEY_PREFIX}${paddedTime(atMs)}`;
}

export function dynamoActs(
	{ attempt }: HistoryTable,
	{ client, tableName }: { readonly client: DynamoDBDocumentClient; readonly tableName: string },
): ActsPort {
	return {
		recordAct: ({ atMs, streamName, ...act }) =>
			attempt("dynamodb:PutItem", streamName, async () => {
				await client.send(
					new PutCommand({
						TableName: tableName,
						Item: {
							streamName: ACTS_PARTITION,
							sortKey: `${actSortKey(atMs)}#${streamName}#${act.change.kind}`,
							expiresAt: expiry(atMs, ACT_RETENTION_DAYS),
							// As text: an act is only read as a whole, never searched by its parts.
							act: JSON.stringify({ streamName, atMs, ...act }),
						},
					}),
				);
			}),
	};
}

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html StreamName, read 2026-11-27 */
const STREAM_NAME = /^[a-zA-Z0-9_.-]{1,128}$/;

const text = z.string({ error: "text" });
const moment = z
	.number({ error: "a number" })
	.check(z.gte(-MAX_EPOCH_MS, "a time in milliseconds"), z.lte(MAX_EPOCH_MS, "a time in milliseconds"));
const override = z.discriminatedUnion(
	"kind",
	[z.looseObject({ kind: z.literal("none") }), z.looseObject({ kind: z.enum(["hold", "pause"]), untilMs: moment, by: text, reason: text })],
	{ error: "an override" },
);
const policy = z.optional(z.unknown());
const change = z.discriminatedUnion(
	"kind",
	[
		z.looseObject({ kind: z.enum(["hold", "pause"]), untilMs: moment, replaced: override }),
		z.looseObject({ kind: z.enum(["release", "resume"]), ended: override }),
		z.looseObject({ kind: z.literal("policy-set"), before: policy, after: z.unknown() }),
		z.looseObject({ kind: z.literal("policy-reset"), before: policy }),
		z.looseObject({ kind: z.literal("attach"), isNew: z.boolean("yes or no"), before: policy, after: policy }),
		z.looseObject({ kind: z.literal("detach"), before: policy }),
	],
	{ error: "a known change" },
);
const personAct = z.looseObject(
	{
		// It becomes a word of a command that is pasted.
		streamName: text.check(z.regex(STREAM_NAME, "a stream's name")),
		atMs: moment,
		by: text,
		identity: z.optional(text),
		reason: text,
		change,
		brokeOff: z.optional(text),
	},
	{ error: "an act" },
);

/** @throws HistoryError `history.malformed` naming the item and its part */
export function readActItem(partition: string, item: Readonly<Record<string, unknown>>): PersonAct {
	const reader = new ItemReader(partition, String(item["sortKey"]), item);
	const { data, error } = personAct.safeParse(reader.json("act"));
	const [issue] = error?.issues ?? [];
	if (data === undefined) throw reader.malformed("act", issue?.message ?? "an act", issue?.path.map((step) => `.${String(step)}`).join(""));
	const { brokeOff, identity, ...act } = data;
	return {
		...act,
		change: act.change as ActChange,
		...(identity === undefined ? {} : { identity }),
		...(brokeOff === undefined ? {} : { brokeOff }),
	};
}
