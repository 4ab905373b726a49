import type { Override } from "@headroom/engine";
import type { RevisionRace } from "./revision-race.ts";

/** The overrides of a stream, and the lease of a person who reshards it. */
export interface OverridesPort {
	/** Set or end a person's override. Loses the race when `revision` is no longer the newest. */
	putOverride(streamName: string, override: Override, revision: number): Promise<RevisionRace>;
	/**
	 * A person begins to reshard, in as many steps as it takes: until `lease.untilMs` the autoscaler does not act. Loses the race when
	 * another lease has not ended, an intent is open, or `revision` is no longer the newest.
	 */
	acquireLease(streamName: string, lease: ManualReshardLease, revision: number): Promise<RevisionRace>;
	/** Extend the lease. `false` if the history holds another lease now. Makes no new revision. */
	renewLease(streamName: string, lease: ManualReshardLease): Promise<boolean>;
	/** End the lease. Another person's lease stays. Idempotent. */
	releaseLease(streamName: string, lease: ManualReshardLease): Promise<void>;
}

/**
 * Says that a person reshards the stream. Renewed between the first step and the last, so that a dead process does not block others for
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
