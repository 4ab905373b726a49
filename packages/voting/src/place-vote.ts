import type { OverflowPort, Vote, VoteStreamPort } from "./ports.ts";
import type { RetryBudget } from "./retry-budget.ts";

/** The ports for placing a vote. Time and randomness are injected. */
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
 * A shard's limit is per second. A wait of up to a tenth of a second is enough for a micro-burst, and mostly useless on a stream that is
 * too small.
 */
const RETRY_DELAY_MS = { min: 10, max: 90 } as const;

/**
 * Put one vote into the stream; or into the overflow queue while the stream is too small or not reachable.
 *
 * A throttled put is retried once while the budget allows. Another failure is not retried: the request has waited already, and the queue
 * takes the vote (if the stream stored it after all, it is counted once). A vote is refused only if neither takes it.
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
