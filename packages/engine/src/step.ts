import type { Override } from "./history.ts";
import type { ShardRange, StreamObservation } from "./observation.ts";

/**
 * One step from what was measured to what was decided, as numbers without words. `explain/` has a sentence for each: a member without one
 * does not compile.
 */
export type Step = GateStep | InvalidInputStep | LimitStep | MeasureStep | RecommendStep | StabilizeStep | VerdictStep;

/** The step that says why a change is wanted, or why none is. */
export type ReasonStep = RecommendStep | StabilizeStep | VerdictStep;

export interface MeasureStep {
	readonly step: "measure";
	readonly kind: "load";
	/** Datapoints that were treated as missing: negative, not a number, from the future, or two of one minute. */
	readonly faultyDatapoints: number;
}

/** No decision is possible. `config` refuses such input, but a replayed or hand-made input may have it. */
export interface InvalidInputStep {
	readonly step: "measure";
	readonly kind: "invalid-input";
	readonly fault: InputFault;
}

export type InputFault =
	| { readonly fault: "durations" }
	| { readonly fault: "observed-at"; readonly observedAtMs: number }
	| { readonly fault: "scale-out-utilization"; readonly scaleOutUtilization: number }
	| { readonly fault: "scheduled-floor"; readonly name: string; readonly minShardCount: number }
	| { readonly fault: "shard-counts"; readonly minShardCount: number; readonly maxShardCount: number }
	| { readonly fault: "stabilization-window"; readonly stabilizationWindowSeconds: number }
	| {
			readonly fault: "utilizations";
			readonly scaleInUtilization: number;
			readonly targetUtilization: number;
			readonly scaleOutUtilization: number;
	  }
	| { readonly fault: "write-attempts"; readonly writeAttemptsPerRecord: number };

export type RecommendStep = { readonly step: "recommend" } & (
	| { readonly kind: "no-data" }
	| { readonly kind: "at-floor" }
	| { readonly kind: "in-band"; readonly scaleInUtilization: number; readonly scaleOutUtilization: number }
	| ({ readonly kind: "floor" } & FloorFacts)
	| { readonly kind: "above-maximum"; readonly maxShardCount: number }
	| LoadFacts
	/** A person asks for a count. */
	| {
			readonly kind: "request";
			readonly by: string;
			readonly reason: string;
			readonly shardCount: number;
			/** The shard that the person splits; absent if the person asks for a count. */
			readonly splitShardId?: string;
	  }
);

export interface FloorFacts {
	readonly shardCount: number;
	/** Absent if it is the policy's minimum. */
	readonly scheduledFloorName?: string;
}

/** More shards for load. */
export interface LoadFacts extends Minimum {
	readonly kind: "load";
	/** The need that the recommendation is made from, in full shards. */
	readonly fullShards: number;
	/** Shards that this need takes at `utilizationAfter`. */
	readonly loadShardCount: number;
	/** How full the reshard leaves the shards under this need. */
	readonly utilizationAfter: number;
	/** The target in effect: the policy's, or a lower one while few reshards are left. */
	readonly effectiveTargetUtilization: number;
	readonly targetUtilization: number;
	/** Present if the trend foretells noticeably more load. */
	readonly rising?: { readonly utilizationAhead: number; readonly lookAheadSeconds: number };
}

/** What raised the recommendation above what the load takes. */
export interface Minimum {
	readonly recommendedShardCount: number;
	/** Absent if the load alone takes as many. */
	readonly minimumReason?: MinimumReason;
}

/**
 * - `minimum-step`: a reshard for load moves at least 25 %.
 * - `floor`: the floor in effect.
 * - `daily-peak`: few reshards are left, and the stream had as many shards for load within the last 24 h.
 * - `surge`: the load grows, and its size is unknown.
 */
export type MinimumReason = "daily-peak" | "floor" | "minimum-step" | "surge";

/** The cause of throttled writes that the measured utilization does not explain. */
export type VerdictStep = { readonly step: "verdict" } & (
	| ({ readonly kind: "micro-burst" } & Minimum)
	| ({ readonly kind: "uneven-ranges"; readonly throttledPerSecond: number } & Omit<UnevenRangesFacts, "shardCount"> & Minimum)
	| {
			readonly kind: "hot-key";
			readonly throttledPerSecond: number;
			readonly hotShardIds: readonly string[];
			/** Their share of the throttled writes. */
			readonly hotShare: number;
			/** The hash keys of the hottest shard; absent if they are unknown. */
			readonly hottest?: HotRange;
	  }
	| { readonly kind: "hot-key-suspected"; readonly throttledPerSecond: number }
);

/** Some ranges of hash keys are wider than others, and their shards throttle writes. */
export interface UnevenRangesFacts {
	/** Shards after the uniform reshard that makes all ranges even. */
	readonly shardCount: number;
	/** Those that carry the throttles, hottest first; empty if nothing names them. */
	readonly hotShardIds: readonly string[];
	/** Their share of the throttled writes; absent if nothing names them. */
	readonly hotShare?: number;
	/** The share of all hash keys: of the hot shards together, or of the widest one if nothing names the hot ones. */
	readonly hashKeyShare: number;
	/** How wide these are over an even range, their mean. */
	readonly timesEven: number;
	readonly widestShardId: string;
}

/** A range of hash keys with more load than a shard takes. */
export interface HotRange extends ShardRange {
	/** Ratio of all hash keys. */
	readonly hashKeyShare: number;
}

export type StabilizeStep = { readonly step: "stabilize" } & (
	| { readonly kind: "window-not-covered"; readonly windowSeconds: number; readonly coveredRatio: number }
	| { readonly kind: "measured-before-reshard" }
	| { readonly kind: "throttled-in-window"; readonly windowSeconds: number }
	| ({ readonly kind: "saves-too-little" } & WindowFacts)
	| ({ readonly kind: "scale-in" } & WindowFacts)
);

export interface WindowFacts {
	readonly windowSeconds: number;
	/** The most shards that the window, or the bursts of the last 24 h, asked for. */
	readonly shardCount: number;
	/** Whether bursts of the last 24 h asked for more than the window did. */
	readonly isForBursts: boolean;
}

export type LimitStep = { readonly step: "limit" } & (
	| {
			readonly kind: "within";
			readonly wantedShardCount: number;
			readonly targetShardCount: number;
			readonly limits: readonly Limit[];
			readonly isQuotaKnown: boolean;
	  }
	| { readonly kind: "blocked"; readonly wantedShardCount: number; readonly block: Block; readonly isQuotaKnown: boolean }
	/** Every count on a person's way to the target, the present one first. */
	| { readonly kind: "path"; readonly shardCounts: readonly number[] }
);

/** Why a target differs from the wanted count. */
export type Limit =
	| { readonly limit: "account" /** Absent if the quota is unknown. */; readonly freeShardCount?: number }
	/** From above the stream's maximum only to below it, in one call. */
	| { readonly limit: "below-maximum" }
	| { readonly limit: "double" }
	| { readonly limit: "half" }
	| { readonly limit: "maximum"; readonly shardCount: number }
	/** Rounded up to a multiple of 25 %. */
	| { readonly limit: "quarters" };

export type GateStep = { readonly step: "gate" } & (
	| {
			readonly kind: "open";
			readonly reshardsLeft: number /** The one try a day against so many guessed entries. */;
			readonly triedAgainst?: number;
	  }
	| { readonly kind: "blocked"; readonly block: Block }
	/** An override binds the autoscaler, and a person asks. */
	| { readonly kind: "override-passed"; readonly override: StandingOverride }
	/** When Headroom asks the service again. */
	| { readonly kind: "asked-again"; readonly atMs: number }
);

export type StandingOverride = Exclude<Override, { readonly kind: "none" }>;

export type BlockReason =
	| "account-shard-quota"
	| "backlog"
	| "cooldown"
	| "hold"
	| "max-shard-count"
	| "on-demand"
	| "pause"
	| "reshard-in-progress"
	| "reshard-quota"
	| "reshard-reserve"
	| "stream-not-active";

/** What forbids the wanted change now. */
export type Block = {
	readonly blockedBy: BlockReason;
	/** When it may be asked again. Absent if that is unknown. */
	readonly untilMs?: number;
} & (
	| { readonly blockedBy: "stream-not-active"; readonly streamStatus: "CREATING" | "DELETING" }
	/** The stream has no whole number of shards, for example while the service creates it. */
	| {
			readonly blockedBy: "stream-not-active";
			readonly streamStatus: StreamObservation["streamStatus"];
			readonly impossibleShardCount: number;
	  }
	| { readonly blockedBy: "reshard-in-progress" }
	| { readonly blockedBy: "on-demand" }
	| { readonly blockedBy: "hold" | "pause"; readonly override: StandingOverride }
	| {
			readonly blockedBy: "reshard-quota";
			readonly used: number;
			/** Of these, so many are guessed. Absent if none is. */
			readonly guessed?: number;
			/** When the one try a day against guessed entries was made. */
			readonly triedAtMs?: number;
	  }
	| {
			readonly blockedBy: "reshard-reserve";
			readonly left: number;
			readonly kept: number;
			/** Of those that are used, so many are guessed, and count all the same: a scale in can wait. Absent if none is. */
			readonly guessed?: number;
	  }
	| { readonly blockedBy: "cooldown"; readonly untilMs: number; readonly cooldownSeconds: number }
	| BacklogBlock
	| { readonly blockedBy: "max-shard-count"; readonly maximum: number; readonly whose: "policy" | "service" }
	| { readonly blockedBy: "max-shard-count"; readonly onlyBelow: number }
	| {
			readonly blockedBy: "account-shard-quota";
			readonly targetShardCount: number;
			readonly neededShardCount: number;
			/** Absent if the quota is unknown. */
			readonly freeShardCount?: number;
	  }
	/** The service refused the same change a while ago. */
	| { readonly blockedBy: BlockReason; readonly untilMs: number; readonly refused: RefusedBefore }
);

/** A scale in would make a consumer's backlog last longer, or nobody knows whether there is one. */
export interface BacklogBlock {
	readonly blockedBy: "backlog";
	readonly allowedMs: number;
	/** Absent if it is unknown. */
	readonly behindMs?: number;
	/** Absent if it is one of those that share the shards and read. */
	readonly consumer?: BlockingConsumer;
	/** Why the consumers could not be listed; absent if they were. */
	readonly unlisted?: string;
}

export interface BlockingConsumer {
	/** How it reads. `shared`: with GetRecords, and AWS knows no name. */
	readonly reads: "enhanced-fan-out" | "event-source-mapping" | "shared";
	/** Of the registered consumer, or of the function. */
	readonly name?: string;
	/** Since when it does not read; absent if it never did within the time that Headroom looks back, or if it reads. */
	readonly stoppedAtMs?: number;
}

export interface RefusedBefore {
	readonly atMs: number;
	readonly refusedShardCount: number;
	/** The target of the call that the refusal now forbids. */
	readonly targetShardCount: number;
	/** In the service's words. */
	readonly message: string;
}
