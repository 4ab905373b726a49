import type { HistoryError } from "../errors.ts";

/**
 * The policies that people have stored, beside the deployed ones. A stored policy of a deployed stream replaces
 * the deployed one; one of any other stream makes that stream managed (attached). docs/decisions/0016-overrides-and-stored-policies.md
 *
 * Policies are kept as a person wrote them; `managedStreams` in `@headroom/config` reads them.
 */
export interface ManagedStreamsPort {
	/**
	 * All streams at once, by name. Costs one read.
	 * @throws HistoryError `history.unavailable`
	 */
	list(): Promise<StreamListing>;
	/**
	 * One stream's stored policy; `none` if nobody stored one. Costs one read.
	 * @throws HistoryError `history.unavailable`
	 */
	find(streamName: string): Promise<StoredPolicyReading>;
	/**
	 * Store or replace, unless somebody else has done so since it was read.
	 * @param revision of the policy that it replaces; 0 if there was none
	 * @throws HistoryError `history.unavailable`
	 */
	put(policy: NewStoredPolicy, revision: number): Promise<StorePolicyOutcome>;
	/**
	 * Forget the stored policy; a deployed one applies again. A missing policy is no error.
	 * @throws HistoryError `history.unavailable`
	 */
	remove(streamName: string): Promise<void>;
	/**
	 * The sweep records the deployed streams, so that readers of the table know them without asking Lambda.
	 * @throws HistoryError `history.unavailable`
	 */
	recordDeployed(deployed: DeployedStreams): Promise<void>;
	/**
	 * Written down by a sweep that has no more time: the next one goes on from there.
	 * @throws HistoryError `history.unavailable`
	 */
	recordSweepPosition(position: SweepPosition): Promise<void>;
}

export interface StreamListing {
	/** Absent until the first sweep after the table was made. */
	readonly deployed?: DeployedStreams;
	readonly stored: readonly StandingPolicy[];
	/** Absent where no sweep has ever had too little time. */
	readonly sweepPosition?: SweepPosition;
}

/** How far a sweep came. */
export interface SweepPosition {
	/** The last stream that it began. */
	readonly afterStreamName: string;
	readonly atMs: number;
}

/** The value of `HEADROOM_STREAMS` that a sweep ran with. */
export interface DeployedStreams {
	readonly streamsJson: string;
	/** When a sweep first saw it. */
	readonly atMs: number;
}

export interface NewStoredPolicy {
	readonly streamName: string;
	/** As a person writes it, JSON-safe: `{ "maxShardCount": 8 }`. */
	readonly written: unknown;
	readonly by: string;
	readonly atMs: number;
}

export interface StoredPolicy extends NewStoredPolicy {
	readonly kind: "stored";
	/** Grows with every replacement; 1 is the first. */
	readonly revision: number;
}

/** An item that cannot be read: that stream's evaluation fails with `error`, the others go on. */
export interface MalformedStoredPolicy {
	readonly kind: "malformed";
	readonly streamName: string;
	readonly error: HistoryError;
}

export type StandingPolicy = MalformedStoredPolicy | StoredPolicy;

export type StoredPolicyReading = StandingPolicy | { readonly kind: "none" };

export type StorePolicyOutcome =
	| { readonly kind: "stored"; readonly revision: number }
	/** Meanwhile somebody else stored or removed one: the present state. */
	| { readonly kind: "lost-race"; readonly standing: StoredPolicyReading };
