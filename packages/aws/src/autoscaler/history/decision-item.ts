import {
	type DecisionOutcome,
	PLAIN_OUTCOMES,
	RECHECK_REASONS,
	RESHARD_REFUSALS,
	type RecordedDecision,
	type Wakeup,
} from "@headroom/controller";
import { MAX_EPOCH_MS, type WrittenDecision } from "@headroom/engine";
import * as z from "zod/mini";
import { ItemReader, oneOf } from "./item-reader.ts";

const number = z.number({ error: "a number" });
const text = z.string({ error: "text" });
/** @see ItemReader.moment */
const moment = number.check(z.gte(-MAX_EPOCH_MS, "a time in milliseconds"), z.lte(MAX_EPOCH_MS, "a time in milliseconds"));
const shardCount = z.optional(number);

/** What is read of a decision as it was written; what else it holds is printed as it is, by `--json` alone. */
const writtenDecision = z.looseObject(
	{
		kind: z.enum(["blocked", "diagnose", "hold", "scale-in", "scale-out"], "a known kind"),
		streamName: text,
		decidedAtMs: moment,
		openShardCount: number,
		targetShardCount: shardCount,
		budget: z.looseObject({ used: number, left: number, nextFreeAtMs: z.optional(moment) }, { error: "a map" }),
		trail: z
			.array(z.looseObject({ step: text, says: text }, { error: "a step in words" }), { error: "a list of steps in words" })
			.check(z.minLength(1, "a list of at least one step in words")),
	},
	{ error: "a decision" },
);

const wakeup = z.discriminatedUnion(
	"kind",
	[
		z.looseObject({
			kind: z.literal("alarm"),
			alarmName: text,
			state: z.enum(["ALARM", "INSUFFICIENT_DATA", "OK"], "a state of an alarm"),
		}),
		z.looseObject({ kind: z.literal("person"), by: text }),
		z.looseObject({ kind: z.literal("recheck"), reason: z.enum(RECHECK_REASONS, "a known reason") }),
		z.looseObject({ kind: z.literal("sweep") }),
	],
	{ error: "a known kind" },
);

/**
 * A decision as it was written, once every part of it that is read is what it must be: what a hand or another version has written is named, and
 * shown to nobody as a decision.
 * @throws HistoryError `history.malformed` naming the item, the attribute and its part
 */
export function readDecisionItem(streamName: string, item: Readonly<Record<string, unknown>>): RecordedDecision {
	const reader = new ItemReader(streamName, String(item["sortKey"]), item);
	const decision = reader.json("decision");
	if (typeof decision !== "object" || decision === null || Reflect.get(decision, "kind") !== item["kind"])
		throw reader.malformed("decision", "a decision of the item's kind");
	assertParts(reader, "decision", writtenDecision, decision);
	// It would be shown as another stream's.
	if (Reflect.get(decision, "streamName") !== streamName) throw reader.malformed("decision", "of this stream", ".streamName");
	if (reader.nested("triggeredBy") === undefined) throw reader.malformed("triggeredBy", "a map");
	assertParts(reader, "triggeredBy", wakeup, item["triggeredBy"]);
	return { decision: decision as WrittenDecision, wakeup: item["triggeredBy"] as Wakeup, outcome: readOutcome(reader) };
}

function assertParts(reader: ItemReader, key: string, schema: z.ZodMiniType, value: unknown): void {
	const [issue] = schema.safeParse(value).error?.issues ?? [];
	if (issue === undefined) return;
	const part = issue.path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");
	throw reader.malformed(key, issue.message, part);
}

function readOutcome(reader: ItemReader): DecisionOutcome {
	const nested = reader.nested("outcome");
	if (nested === undefined) throw reader.malformed("outcome", "a map");
	const kind = oneOf(nested, "kind", ["refused", ...PLAIN_OUTCOMES]);
	return kind === "refused" ? { kind, refusal: oneOf(nested, "refusal", RESHARD_REFUSALS), message: nested.text("message") } : { kind };
}
