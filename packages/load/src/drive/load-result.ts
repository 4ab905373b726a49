/** The driver's counts, so far or at the end. */
export interface LoadCounts {
	/** Requests that were due and sent. */
	readonly offered: number;
	/** Answers by status code. */
	readonly byStatus: Readonly<Record<string, number>>;
	/** Requests without an answer: the connection broke or the time ran out. The outcome of the vote is unknown. */
	readonly unanswered: number;
	/** Due, but not sent, because too many were unanswered. If not zero, the figures are those of a smaller load. */
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

/** The events within one second of the run. */
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
	/** From the answer's header; absent without an answer or without that header. */
	readonly requestId?: string;
	readonly path: string;
	readonly sentAtMs: number;
	readonly latencyMs: number;
	/** Retry-After, if the answer has it. */
	readonly retryAfter?: string;
	/** The beginning of the body, or the error. */
	readonly body: string;
}

/** Answers with the same status and error code. */
export interface AnswerGroup {
	/** 0 without an answer. */
	readonly status: number;
	/** The body's `error.code`, or the code of the error; empty if there is none. */
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
	 * Users model: corrected for the requests that a waiting user did not send. Absent without a think time, which gives the expected
	 * interval.
	 */
	readonly correctedLatencyMs?: LatencyMs;
	/** All latencies in microseconds, HdrHistogram's own compressed text. */
	readonly latencyHistogram: string;
	/** Voters whose vote was answered 200 or 202. */
	readonly acceptedVoters: readonly number[];
	/** Voters whose request was not answered, or answered 5xx: the vote may be counted or not. */
	readonly unknownVoters: readonly number[];
	readonly groups: readonly AnswerGroup[];
	readonly firstRequestAtMs: number;
	readonly lastRequestAtMs: number;
}
