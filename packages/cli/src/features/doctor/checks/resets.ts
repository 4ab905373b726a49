import { AutoscalerError, readSnapshot } from "@headroom/controller";
import { type ReshardRecord, utcMinute } from "@headroom/engine";
import type { CheckContext } from "../check.ts";
import { checkEachStream } from "../check-each-stream.ts";
import type { Finding } from "../finding.ts";

/** A change by somebody else that undoes ours within this time is probably a deploy. */
const UNDONE_WITHIN_MS = 24 * 3_600_000;

/** Finds deploys that set the shard count: the ledger shows that somebody else undid a reshard of Headroom, or of a person through it. */
export function checkResets(context: CheckContext): Promise<readonly Finding[]> {
	return checkEachStream(context, async ({ streamName }): Promise<readonly Finding[]> => {
		const look = await readSnapshot(context.ports, streamName).catch(unlessFoundElsewhere);
		const reset = undone(look?.known.history.reshards ?? []);
		if (reset === undefined) return [];
		return [
			{
				severity: "warning",
				code: "deploy.resets-shard-count",
				where: streamName,
				says:
					`Somebody else set ${streamName} back from ${reset.fromShardCount} to ${reset.toShardCount} shards at ${utcMinute(reset.atMs)}, ` +
					"after Headroom had changed it. A deploy that sets the shard count does that every time.",
				fix: [
					'Exclude the shard count from the deploy. SST, Pulumi: ignoreChanges: ["shardCount"]. Terraform: lifecycle { ignore_changes = [shard_count] }. CloudFormation, CDK: do not change ShardCount in the template. docs/existing-streams.md has the lines.',
				],
			},
		];
	});
}

/** Other checks report these faults; here they must not stop the check of other streams. */
const FOUND_ELSEWHERE = new Set(["history.malformed", "observation.stream-not-found"]);

function unlessFoundElsewhere(error: unknown): undefined {
	if (!(error instanceof AutoscalerError && FOUND_ELSEWHERE.has(error.code))) throw error;
	return undefined;
}

/** The newest change by somebody else back to the count before a reshard of ours. */
export function undone(reshards: readonly ReshardRecord[]): ReshardRecord | undefined {
	const newestFirst = [...reshards].sort((a, b) => b.atMs - a.atMs);
	return newestFirst.find(
		(reshard, index) =>
			reshard.startedBy === "observed" &&
			newestFirst
				.slice(index + 1)
				.some(
					(earlier) =>
						earlier.startedBy !== "observed" &&
						earlier.fromShardCount === reshard.toShardCount &&
						reshard.atMs - earlier.atMs <= UNDONE_WITHIN_MS,
				),
	);
}
