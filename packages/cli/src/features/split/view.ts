import type { PlannedSplit, RefusedReshard, SplitPorts, SplitRequest, SplitResult } from "@headroom/controller";
import { percent, shards, visibleText } from "@headroom/engine";
import { CliError } from "../../shared/errors/cli-error.ts";
import { until } from "../../shared/format/time.ts";
import { conflictWords } from "../../shared/reshard/conflict-words.ts";
import { costWords, takesWords } from "../../shared/reshard/plan-words.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";

const NAMED_SHARDS_AT_MOST = 8;

/** The shard and its two halves; then duration, cost and warnings. */
export function planView({ colors }: Terminal, { shardId, splitsAndMergesCount, streamName }: SplitRequest, plan: PlannedSplit): string {
	const { estimatedFrom, estimatedSeconds, halves, monthlyCostDifference, openShardCount, shard, warnings } = plan;
	const share = "hashKeyShare" in shard ? `, ${percent(shard.hashKeyShare)} of all` : "";
	return [
		`${colors.bold(streamName)}: ${openShardCount} → ${shards(openShardCount + 1)} by splitting ${shardId}`,
		"",
		`  now  ${shard.startingHashKey} to ${shard.endingHashKey}${share}`,
		...halves.map(({ endingHashKey, startingHashKey }) => `  new  ${startingHashKey} to ${endingHashKey}`),
		"",
		`${takesWords({ estimatedFrom, estimatedSeconds })} ${costWords(monthlyCostDifference)} ${countsWords(splitsAndMergesCount)}`,
		...warnings.map((warning) => colors.yellow(`! ${warning}`)),
	].join("\n");
}

/** AWS documents the ten for UpdateShardCount alone; `verify --with-test-stream` measures it. */
function countsWords(splitsAndMergesCount: boolean | undefined): string {
	return splitsAndMergesCount === true
		? "It takes one of the day's ten reshards, as `headroom verify` measured in this account."
		: "It takes none of the day's ten reshards.";
}

/** Why the split is refused, and what helps. */
export async function refusedError(
	{ message, possibleAtMs, refusedBy }: RefusedReshard,
	{ streamName }: SplitRequest,
	{ clock, shards: port }: Pick<SplitPorts, "clock" | "shards">,
): Promise<CliError> {
	const hints = possibleAtMs === undefined ? [] : [`Possible from ${until(possibleAtMs, clock.nowMs())} on.`];
	if (refusedBy !== "shard-not-open") return new CliError("refused", visibleText(message), { hints });
	const open = (await port.listOpen(streamName)).map(({ shardId }) => shardId).sort();
	const more = open.length > NAMED_SHARDS_AT_MOST ? ` and ${open.length - NAMED_SHARDS_AT_MOST} more` : "";
	const named = `Open shards: ${open.slice(0, NAMED_SHARDS_AT_MOST).map(visibleText).join(", ")}${more}.`;
	return new CliError("not-found", visibleText(message), { hints: [named] });
}

/** What was done, and how to go on. */
export function resultView(result: SplitResult): string {
	return [
		endWords(result),
		...result.incomplete.map((says) => `A write, a message or a re-check failed; the next evaluation makes up for it: ${says}`),
	].join("\n");
}

function endWords({ end, openShardCount, shardId, streamName }: SplitResult): string {
	const see = `See: headroom status ${streamName}`;
	switch (end.kind) {
		case "done":
			return `Done: ${shardId} is split; ${streamName} is ACTIVE with ${shards(openShardCount)}.`;
		case "nothing-to-do":
			return "Nothing was done.";
		case "stopped":
			return end.isResharding ? `Stopped. The split is under way and ends by itself. ${see}` : "Stopped. Nothing was done.";
		case "refused":
			return `${visibleText(end.refused.message)} Nothing was done.`;
		case "service-refused":
			return `The service refused: ${visibleText(end.message)}. Nothing was done.`;
		case "lost-race":
			return `${conflictWords(end.to)} ${see}`;
		case "unknown-outcome":
			return `The service's answer was lost: ${end.error.message} The history has the request; the autoscaler finds the outcome. ${see}`;
		case "failed":
			return `${end.error.message} ${see}`;
		default:
			return end satisfies never;
	}
}

/** The plan in `split --json`. */
export function planJson(plan: PlannedSplit): object {
	const { estimatedFrom, estimatedSeconds, halves, monthlyCostDifference, newStartingHashKey, openShardCount, shard, warnings } = plan;
	return {
		openShardCount,
		targetShardCount: openShardCount + 1,
		shard,
		newStartingHashKey,
		halves,
		usdPerMonth: monthlyCostDifference.kind === "known" ? monthlyCostDifference.usdPerMonth : null,
		estimatedSeconds,
		estimatedFrom,
		warnings,
	};
}

/** The result in `split --json`. */
export function resultJson({ end, incomplete, openShardCount }: SplitResult): object {
	return { end: end.kind, openShardCount, incomplete };
}
