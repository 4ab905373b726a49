import type { Override } from "@headroom/engine";
import type { RevisionRace } from "./revision-race.ts";

/** What people have said about a stream, and the lease of a person who reshards it. */
export interface OverridesPort {
	/** Set or end a person's override. Loses the race when `revision` is no longer the newest. */
	putOverride(streamName: string, override: Override, revision: number): Promise<RevisionRace>;
	/**
	 * A person begins to reshard, in as many steps as it takes: until `lease.untilMs` the autoscaler does not act. Loses the race when
	 * another lease has not ended, an intent stands, or `revision` is no longer the newest.
	 */
	acquireLease(streamName: string, lease: ManualReshardLease, revision: number): Promise<RevisionRace>;
	/** The person is still at it. `false` where the lease is no longer this one. Not a new revision. */
	renewLease(streamName: string, lease: ManualReshardLease): Promise<boolean>;
	/** It is over. Another's lease stays. Idempotent. */
	releaseLease(streamName: string, lease: ManualReshardLease): Promise<void>;
}

/**
 * A person at work on a stream, between the first step and the last. Renewed while it goes on, so that a dead process blocks nobody for
 * long.
 */
export interface ManualReshardLease {
	readonly leaseId: string;
	readonly by: string;
	readonly reason: string;
	readonly startedAtMs: number;
	readonly fromShardCount: number;
	readonly targetShardCount: number;
	readonly untilMs: number;
}
