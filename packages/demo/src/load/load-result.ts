/** What the driver counted, so far or in the end. */
export interface LoadCounts {
	/** Requests that were due and sent. */
	readonly offered: number;
	/** Answers by status code. */
	readonly byStatus: Readonly<Record<string, number>>;
	/** Requests whose answer never came: the connection broke or the time ran out. What became of the vote is unknown. */
	readonly unanswered: number;
	/** Due, but not sent, because too many were still unanswered. Not zero means the figures are of a smaller load. */
	readonly notSent: number;
}

export interface LatencyMs {
	readonly p50: number;
	readonly p95: number;
	readonly p99: number;
	readonly max: number;
}

export interface LoadResult {
	readonly counts: LoadCounts;
	readonly latencyMs: LatencyMs;
	/** Voters whose vote was answered 200 or 202. */
	readonly acceptedVoters: readonly number[];
	/** Voters whose request was not answered, or answered 5xx: the vote may be in or not. */
	readonly unknownVoters: readonly number[];
	/** One body for each status that is not 200 or 202. */
	readonly exampleBodies: Readonly<Record<string, string>>;
	readonly firstRequestAtMs: number;
	readonly lastRequestAtMs: number;
}

/** Lines from the driver process to its parent. */
export type DriverMessage =
	| { readonly kind: "progress"; readonly counts: LoadCounts }
	| { readonly kind: "result"; readonly result: LoadResult };

/** What the parent tells the driver. */
export interface DriverOrder {
	readonly apiUrl: string;
	readonly pollId: string;
	readonly ratePerSecond: number;
	readonly durationSeconds: number;
}
