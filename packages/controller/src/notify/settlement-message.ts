import { type History, isOfTheTen, RESHARDS_PER_ROLLING_DAY, type ReshardRecord, shards, utcSecond } from "@headroom/engine";
import type { Settlement } from "../evaluation.ts";
import { asciiChange, body, change, describeOrigin, type Message, ONCE_DEDUPE_MS, subject } from "./message.ts";

/** Two evaluations that see somebody else's reshard at once see it at different moments. */
const OBSERVED_DEDUPE_MS = 60_000;

/** The evaluation that acts and one that finds the act later report the same thing: the first one sends it. */
export function acceptedKey(reshardAtMs: number): string {
	return `accepted#${reshardAtMs}`;
}

/** What was measured of the account. */
type Measured = Pick<History, "splitsAndMergesCount">;

function countsOrNot(reshard: ReshardRecord, history: Measured): string {
	return isOfTheTen(reshard, history) ? "counts" : "does not count";
}

/** The message about a settlement; none for a bare shard count. */
export function settlementMessage(streamName: string, settlement: Settlement, history: Measured): Message | undefined {
	const common = { kind: "settled", severity: "info", streamName, dedupeForMs: ONCE_DEDUPE_MS } as const;
	const texts = (subjectText: string, says: string) => ({
		subject: subject(streamName, subjectText),
		body: body([`${streamName}: ${says}`]),
	});
	switch (settlement.kind) {
		case "shard-count-observed":
			return undefined;
		case "intent-settled": {
			const { atMs, fromShardCount, operation = "UpdateShardCount", toShardCount } = settlement.reshard;
			return {
				...common,
				dedupeKey: acceptedKey(settlement.intent.atMs),
				...texts(
					`resharding ${asciiChange(fromShardCount, toShardCount)}`,
					`the service accepted ${operation} ${change(fromShardCount, toShardCount)} of ${utcSecond(atMs)}, as the stream's state shows. ` +
						"The evaluation that asked for it got no answer.",
				),
			};
		}
		case "intent-withdrawn": {
			const { atMs, fromShardCount, operation = "UpdateShardCount", targetShardCount } = settlement.intent;
			return {
				...common,
				dedupeKey: `withdrawn#${atMs}`,
				...texts(
					`no trace of ${asciiChange(fromShardCount, targetShardCount)}`,
					`Headroom was about to call ${operation} ${change(fromShardCount, targetShardCount)} at ${utcSecond(atMs)}, ` +
						"and the stream shows no trace of it. It does not count against the ten. Headroom decides anew.",
				),
			};
		}
		case "reshard-settled":
			return { ...common, dedupeKey: `settled#${settlement.reshard.atMs}`, ...texts(...settledTexts(settlement, history)) };
		case "reshard-observed": {
			const { atMs, fromShardCount, operation, toShardCount } = settlement.reshard;
			const counts =
				operation === undefined
					? `Nobody saw the call: the entry is guessed, and counts against the ${RESHARDS_PER_ROLLING_DAY} of the rolling 24 h.`
					: `The shards' lineage shows ${operation}, no UpdateShardCount: it ${countsOrNot(settlement.reshard, history)} against the ${RESHARDS_PER_ROLLING_DAY} of the rolling 24 h.`;
			return {
				...common,
				// Without the moment: see OBSERVED_DEDUPE_MS.
				dedupeKey: `observed#${fromShardCount}#${toShardCount}`,
				dedupeForMs: OBSERVED_DEDUPE_MS,
				...texts(
					`somebody else resharded ${fromShardCount} -> ${toShardCount}`,
					`somebody else resharded ${change(fromShardCount, toShardCount)}. Headroom saw it at ${utcSecond(atMs)}. ${counts}`,
				),
			};
		}
		default:
			return settlement satisfies never;
	}
}

function settledTexts(
	{ openShardCount, reshard }: Extract<Settlement, { kind: "reshard-settled" }>,
	history: Measured,
): [subjectText: string, says: string] {
	const { atMs, fromShardCount, operation, settledAtMs = atMs, toShardCount } = reshard;
	const seconds = Math.round((settledAtMs - atMs) / 1000);
	const changed = change(fromShardCount, toShardCount);
	return openShardCount === fromShardCount && fromShardCount !== toShardCount
		? [
				`still ${shards(openShardCount)} after ${fromShardCount} -> ${toShardCount}`,
				`the service accepted ${operation ?? "UpdateShardCount"} ${changed} at ${utcSecond(atMs)}, and ${seconds} s later the stream still has ` +
					`${shards(openShardCount)}. It ${countsOrNot(reshard, history)} against the ten. Headroom decides anew.`,
			]
		: [
				`ACTIVE with ${shards(openShardCount)}`,
				`ACTIVE with ${shards(openShardCount)}, at most ${seconds} s after ${operation ?? "UpdateShardCount"} ${changed} (${describeOrigin(reshard)}).`,
			];
}

/** A reshard whose message may have been lost, with the evaluation that asked for it or on its way to people. */
export function unreportedReshardMessage(streamName: string, reshard: ReshardRecord): Message {
	const { atMs, fromShardCount, settledAtMs, toShardCount } = reshard;
	const changed = change(fromShardCount, toShardCount);
	const says =
		settledAtMs === undefined
			? `resharding ${changed} since ${utcSecond(atMs)} (${describeOrigin(reshard)}). The evaluation that asked for it could not report it.`
			: `resharded ${changed} at ${utcSecond(atMs)} (${describeOrigin(reshard)}), and ACTIVE since ${utcSecond(settledAtMs)}. ` +
				"Headroom could not report it at its time.";
	return {
		kind: "accepted",
		severity: "info",
		streamName,
		dedupeKey: acceptedKey(atMs),
		dedupeForMs: ONCE_DEDUPE_MS,
		subject: subject(streamName, `${settledAtMs === undefined ? "resharding" : "resharded"} ${asciiChange(fromShardCount, toShardCount)}`),
		body: body([`${streamName}: ${says}`]),
	};
}
