import { HistoryError, ObservationError } from "@headroom/controller";
import { type Block, type Decision, heldAboveNeed, monthlyShardCost, RESHARD_WINDOW_MS, shards, summarize } from "@headroom/engine";
import type { KnownStream } from "../../../shared/streams/managed-streams.ts";
import { previewStream, type StreamPreview } from "../../../shared/streams/preview-stream.ts";
import type { CheckContext } from "../check.ts";
import { checkEachStream } from "../check-each-stream.ts";
import type { Finding } from "../finding.ts";

/** Finds streams that have had more shards than they needed for a day: what forbids the scale in, and what that costs. */
export function checkHeldAboveNeed(context: CheckContext): Promise<readonly Finding[]> {
	const { ports, session } = context;
	const loadSinceMs = ports.clock.nowMs() - RESHARD_WINDOW_MS;
	return checkEachStream(context, async (stream): Promise<readonly Finding[]> => {
		const { policy, streamName } = stream;
		const preview = await previewOf(context, stream, loadSinceMs);
		if (preview === undefined) return [];
		const { decision, observation, snapshot } = preview;
		const held = heldAboveNeed(observation, policy, snapshot.known.history);
		if (held === undefined) return [];
		const { heldShardCount, neededShardCount } = held;
		const { accountId } = await session.caller();
		return [
			{
				severity: "warning",
				code: "stream.held-above-need",
				where: streamName,
				says:
					`${streamName} has had ${shards(heldShardCount)} or more for a day and needed ${shards(neededShardCount)} at most` +
					`${costOf(heldShardCount - neededShardCount)}. ${summarize(decision)}`,
				fix: fixOf(decision, streamName, session.streamArn(streamName, accountId)),
			},
		];
	});
}

/** None of a stream that does not exist, that the service itself scales, or whose history is malformed: another check says so. */
async function previewOf({ ports }: CheckContext, stream: KnownStream, loadSinceMs: number): Promise<StreamPreview | undefined> {
	try {
		if ((await ports.stream.describe(stream.streamName)).streamMode === "ON_DEMAND") return undefined;
		return await previewStream(ports, stream, { loadSinceMs });
	} catch (error) {
		if (error instanceof ObservationError && error.code === "observation.stream-not-found") return undefined;
		if (error instanceof HistoryError && error.code === "history.malformed") return undefined;
		throw error;
	}
}

function costOf(shardCount: number): string {
	const cost = monthlyShardCost(shardCount);
	return cost.kind === "known" ? `: $${cost.usdPerMonth.toFixed(2)} a month (shard-hours, us-east-1 prices)` : "";
}

/** What lets the stream scale in. */
function fixOf(decision: Decision, streamName: string, streamArn: string): readonly string[] {
	const block = decision.steps.flatMap((step) => ("block" in step ? [step.block] : [])).at(-1);
	return block === undefined || block.blockedBy !== "backlog" || "refused" in block
		? [`headroom explain ${streamName}`]
		: fixOfBacklog(block, streamName, streamArn);
}

function fixOfBacklog(
	{ behindMs, consumer, unlisted }: Extract<Block, { readonly allowedMs: number }>,
	streamName: string,
	streamArn: string,
): readonly string[] {
	// One that reads, if late, must not be taken away.
	if (unlisted !== undefined || behindMs !== undefined || consumer?.name === undefined) return [`headroom explain ${streamName}`];
	const { name, reads } = consumer;
	return reads === "enhanced-fan-out"
		? [`Start ${name} again, or: aws kinesis deregister-stream-consumer --stream-arn ${streamArn} --consumer-name ${name}`]
		: [`Enable the event source mapping of ${name}, or delete it: aws lambda list-event-source-mappings --event-source-arn ${streamArn}`];
}
