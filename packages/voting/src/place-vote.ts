import type { OverflowPort, Vote, VoteStreamPort } from "./ports.ts";
import type { RetryBudget } from "./retry-budget.ts";

/** What placing a vote needs of the world. Time and chance are injected. */
export interface PlaceVotePorts {
	readonly stream: VoteStreamPort;
	readonly overflow: OverflowPort;
	readonly retryBudget: RetryBudget;
	/** In [0, 1). */
	random(): number;
	sleep(ms: number): Promise<void>;
}

/** Where the vote is now. `throttledAttempts` are the writes that the stream refused on the way, 0 to 2. */
export type PlaceVoteOutcome =
	| { readonly kind: "accepted"; readonly throttledAttempts: number; readonly shardId?: string }
	| { readonly kind: "queued"; readonly throttledAttempts: number; readonly shardId?: string; readonly streamFailure?: unknown }
	| {
			readonly kind: "refused";
			readonly throttledAttempts: number;
			readonly shardId?: string;
			readonly streamFailure?: unknown;
			readonly overflowFailure: unknown;
	  };

/**
 * A shard's limit is per second, so most of a wait up to a tenth of one is lost on a stream that is too small, and enough for a
 * micro-burst.
 */
const RETRY_DELAY_MS = { min: 10, max: 90 } as const;

/**
 * Put one vote where it is safe: into the stream, or, while the stream is too small or away, into the overflow queue.
 *
 * A throttle is retried once while the budget allows; a stream that fails otherwise is not, since the request has waited already and the
 * queue takes the vote (a put that was stored after all is counted once anyway). Only when neither takes the vote is it refused.
 */
export async function placeVote(ports: PlaceVotePorts, vote: Vote): Promise<PlaceVoteOutcome> {
	let throttledAttempts = 0;
	let shard: { readonly shardId?: string } = {};
	let failure: { readonly streamFailure?: unknown } = {};
	for (;;) {
		try {
			const outcome = await ports.stream.putVote(vote);
			if (outcome.kind === "stored") {
				ports.retryBudget.refund();
				return { kind: "accepted", throttledAttempts, ...shard };
			}
			throttledAttempts += 1;
			if (outcome.shardId !== undefined) shard = { shardId: outcome.shardId };
		} catch (error) {
			failure = { streamFailure: error };
			break;
		}
		if (throttledAttempts > 1 || !ports.retryBudget.trySpend()) break;
		await ports.sleep(RETRY_DELAY_MS.min + ports.random() * (RETRY_DELAY_MS.max - RETRY_DELAY_MS.min));
	}
	try {
		await ports.overflow.send(vote, 0);
		return { kind: "queued", throttledAttempts, ...shard, ...failure };
	} catch (overflowFailure) {
		return { kind: "refused", throttledAttempts, ...shard, ...failure, overflowFailure };
	}
}
