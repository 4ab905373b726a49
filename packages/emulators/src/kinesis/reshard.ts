import type { KinesisAccount } from "./account.ts";
import { shardLimitExceeded } from "./errors.ts";
import type { Mutation, ReshardPlan } from "./reshard-plan.ts";
import { endingHashKeyBefore, Shard } from "./shard.ts";
import type { Stream } from "./stream.ts";

/** @throws ServiceError LimitExceededException if the short-lived shards of the plan would exceed the account's limit */
export function checkShardLimit(account: KinesisAccount, stream: Stream, plan: ReshardPlan): void {
	const current = account.claimedShardCount();
	const additional = plan.peakOpenShardCount - stream.open.count;
	const limit = account.settings.shardLimit;
	if (additional > 0 && current + additional > limit) throw shardLimitExceeded(account, { current, limit, additional });
}

/**
 * Sets the stream to UPDATING and carries out the plan over its duration. The rounds end at even distances, the last when the stream
 * becomes ACTIVE again. The parents of a round take the writes until the round ends, then the children.
 */
export function startReshard(account: KinesisAccount, stream: Stream, plan: ReshardPlan): void {
	const startMs = account.nowMs();
	const durationMs = reshardDurationMs(account, plan);
	stream.status = "UPDATING";
	stream.reservedShardCount = plan.peakOpenShardCount;
	plan.rounds.forEach((round, index) => {
		const isLast = index === plan.rounds.length - 1;
		account.schedule(startMs + (durationMs * (index + 1)) / plan.rounds.length, () => {
			mutate(account, stream, round);
			if (isLast) becomeActive(account, stream);
		});
	});
	// A reshard without a change takes its time, too.
	if (plan.rounds.length === 0) account.schedule(startMs + durationMs, () => becomeActive(account, stream));
}

/** Shards of equal ranges that cover the space, for a new stream. */
export function openFirstShards(account: KinesisAccount, stream: Stream, startingHashKeys: readonly bigint[]): void {
	const nowMs = account.nowMs();
	const opened = startingHashKeys.map(
		(startingHashKey, shardIndex) =>
			new Shard(
				{
					shardIndex,
					startingHashKey,
					endingHashKey: endingHashKeyBefore(startingHashKeys[shardIndex + 1]),
					parents: [],
					startingOrdinal: stream.sequenceNumbers.takeOrdinal(),
					openedAtMs: nowMs,
				},
				account.settings,
			),
	);
	stream.replaceShards(new Set(), opened);
	account.shardsChanged(stream);
}

export function becomeActive(account: KinesisAccount, stream: Stream): void {
	stream.status = "ACTIVE";
	stream.reservedShardCount = 0;
	account.emit({ kind: "stream-active", streamName: stream.streamName, openShardCount: stream.open.count, atMs: account.nowMs() });
}

function reshardDurationMs(account: KinesisAccount, plan: ReshardPlan): number {
	const { reshardBaseMs, reshardPerMutationMs, reshardMaximumMs } = account.settings;
	return Math.min(reshardMaximumMs, reshardBaseMs + reshardPerMutationMs * plan.mutationCount);
}

function mutate(account: KinesisAccount, stream: Stream, round: readonly Mutation[]): void {
	const nowMs = account.nowMs();
	const byStart = new Map(stream.open.shards.map((shard) => [shard.startingHashKey, shard]));
	let nextShardIndex = stream.nextShardIndex;
	const closed = new Set<Shard>();
	const opened: Shard[] = [];

	const close = (startingHashKey: bigint): Shard => {
		const shard = byStart.get(startingHashKey);
		if (shard === undefined) throw new Error(`Reshard of ${stream.streamName}: no open shard begins at ${startingHashKey}.`);
		shard.close({ endingOrdinal: stream.sequenceNumbers.takeOrdinal(), closedAtMs: nowMs });
		closed.add(shard);
		return shard;
	};
	const open = (parents: readonly Shard[], startingHashKey: bigint, endingHashKey: bigint): void => {
		const shardIndex = nextShardIndex++;
		const startingOrdinal = stream.sequenceNumbers.takeOrdinal();
		opened.push(new Shard({ shardIndex, startingHashKey, endingHashKey, parents, startingOrdinal, openedAtMs: nowMs }, account.settings));
	};

	for (const mutation of round) {
		const parent = close(mutation.startingHashKey);
		if (mutation.kind === "split") {
			open([parent], parent.startingHashKey, mutation.newStartingHashKey - 1n);
			open([parent], mutation.newStartingHashKey, parent.endingHashKey);
		} else {
			const adjacent = close(mutation.adjacentStartingHashKey);
			open([parent, adjacent], parent.startingHashKey, adjacent.endingHashKey);
		}
	}
	stream.replaceShards(closed, opened);
	// Even without readers: otherwise a stream with months of reshards would keep all its shards.
	stream.dropExpiredShards(nowMs);
	account.shardsChanged(stream);
}
