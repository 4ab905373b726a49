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

/** Answers whose status matches. */
export function sumOf(byStatus: Readonly<Record<string, number>>, matches: (status: number) => boolean): number {
	return Object.entries(byStatus).reduce((sum, [status, number]) => (matches(Number(status)) ? sum + number : sum), 0);
}

export interface LatencyMs {
	readonly mean: number;
	readonly p50: number;
	readonly p95: number;
	readonly p99: number;
	readonly max: number;
}

/** What happened within one second of the run. */
export interface SecondSample {
	/** When it began, milliseconds since the epoch. */
	readonly atMs: number;
	readonly sent: number;
	/** Answers that came within it, by status code. */
	readonly answers: Readonly<Record<string, number>>;
	readonly unanswered: number;
	/** Of those answers; absent if there was none. */
	readonly latencyMs?: LatencyMs;
	/** At its end. */
	readonly inFlight: number;
	/** At its end. */
	readonly openConnections: number;
}

/** One request of a group, so that a person can look at it and follow it through the logs. */
export interface AnswerExample {
	/** As the answer's header names it; absent if no answer came, or one without. */
	readonly requestId?: string;
	readonly path: string;
	readonly sentAtMs: number;
	readonly latencyMs: number;
	/** Retry-After, where the answer has it. */
	readonly retryAfter?: string;
	/** The beginning of the body, or what broke. */
	readonly body: string;
}

/** Answers that say the same: one status and one error code. */
export interface AnswerGroup {
	/** 0 where no answer came. */
	readonly status: number;
	/** The body's `error.code`, or the code of what broke; empty if there is none. */
	readonly code: string;
	readonly count: number;
	readonly first: AnswerExample;
	readonly newest: AnswerExample;
}

export interface LoadResult {
	readonly counts: LoadCounts;
	/** In the rate model from the moment a request was due, in the users model from the moment its user wanted to send it. */
	readonly latencyMs: LatencyMs;
	/**
	 * Users model: corrected for the requests that a user who had to wait did not send. Absent if there is no think time, and so no interval
	 * to expect.
	 */
	readonly correctedLatencyMs?: LatencyMs;
	/** All latencies in microseconds, HdrHistogram's own compressed text. */
	readonly latencyHistogram: string;
	/** Voters whose vote was answered 200 or 202. */
	readonly acceptedVoters: readonly number[];
	/** Voters whose request was not answered, or answered 5xx: the vote may be in or not. */
	readonly unknownVoters: readonly number[];
	readonly groups: readonly AnswerGroup[];
	readonly firstRequestAtMs: number;
	readonly lastRequestAtMs: number;
}
