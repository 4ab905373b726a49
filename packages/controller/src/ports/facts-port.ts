/**
 * What was measured in an account, where AWS's documentation is silent or says two things. `headroom verify --with-test-stream` measures
 * it.
 */
export interface FactsPort {
	/**
	 * The newest record; undefined where nobody has measured here.
	 * @throws HistoryError `history.unavailable`, `history.malformed`
	 */
	newest(): Promise<MeasuredFacts | undefined>;
	/** @throws HistoryError `history.unavailable` */
	record(facts: MeasuredFacts): Promise<void>;
}

/** One measurement of one account and Region. What is absent was not measured: `notMeasured` says why. JSON-safe. */
export interface MeasuredFacts {
	readonly measuredAtMs: number;
	/** Who ran it: `user/ana`. */
	readonly by: string;
	readonly accountId: string;
	readonly region: string;
	/** Whether a policy that names a stream's ARN permits UpdateShardCount on it. Where not, only `*` does. */
	readonly arnSufficesForUpdateShardCount?: boolean | undefined;
	/** How many UpdateShardCount calls were accepted before the limit of a rolling day refused one; absent where it was not reached. */
	readonly reshardsAcceptedBeforeQuota?: number | undefined;
	/** Whether SplitShard and MergeShards count among the ten. */
	readonly splitsAndMergesCount?: boolean | undefined;
	/** Whether a call that was refused counts among the ten. */
	readonly refusedCallsCount?: boolean | undefined;
	/** Whether half of an odd shard count is rounded up: 3 shards cannot become 1. */
	readonly halfOfOddCountRoundsUp?: boolean | undefined;
	/** Of a stream of one shard, from CreateStream to ACTIVE. */
	readonly createdInSeconds?: number | undefined;
	/** From the call to ACTIVE. */
	readonly reshards: readonly MeasuredReshard[];
	readonly refusals: readonly MeasuredRefusal[];
	/** How the credentials were made with which permissions were measured; absent where none could be. */
	readonly narrowedBy?: "sts:AssumeRole" | "sts:GetFederationToken" | undefined;
	/**
	 * By action: whether the service looks at permissions before it looks at the values of a call. What a self-check learns from a refusal
	 * rests on that.
	 */
	readonly permissionComesFirst: Readonly<Record<string, boolean>>;
	/** What was not measured, each with the reason, a sentence. */
	readonly notMeasured: readonly string[];
}

export interface MeasuredReshard {
	readonly fromShardCount: number;
	readonly toShardCount: number;
	readonly seconds: number;
}

export interface MeasuredRefusal {
	/** What was asked, in words: "more than double". */
	readonly asked: string;
	/** As the service names the error. */
	readonly name: string;
	/** In its words. */
	readonly message: string;
	/** What Headroom takes it for; `none` where it takes it for no refusal. */
	readonly readAs: string;
	/** What it should take it for. */
	readonly expected: string;
}
