import type { LoadModel } from "../drive/load-model.ts";

/** One run of the article's test. */
export interface ArticleRun {
	readonly name: string;
	readonly variant: "headroom" | "naive";
	readonly model: LoadModel;
	readonly shardCount: number;
	readonly durationSeconds: number;
}

/**
 * The article does not give the think times of its users. With these the naive version has about the article's share of errors, 4 %. A
 * shard refuses more than that, since the SDK tries three times and users wait meanwhile. Ten times the users think more than ten times as
 * long: with 10,000 votes a second, one shard would refuse nine in ten, which does not fit 715.3 ms and 4.2 %.
 */
export const THINK_MS = { "1000": 720, "10000": 9_250 } as const;

const RAMP_UP_SECONDS = 10;

/** Ten times as much as one shard takes, and more than a laptop serves. */
const OVERLOAD = { users: 10_000, thinkMs: 1000, longestSeconds: 60 } as const;

/**
 * Far from every limit, so that the test compares the code and not the stream. Short alternating turns, so that both run under the same
 * conditions.
 */
export const UNTHROTTLED = { shardCount: 4, ratePerSecond: 300, connections: 200, rounds: 3, roundSeconds: 20 } as const;

export function articleRuns(durationSeconds: number): readonly ArticleRun[] {
	const crowd = (users: 1000 | 10_000, variant: "headroom" | "naive"): ArticleRun => ({
		name: `${variant}-${users}`,
		variant,
		model: { kind: "users", users, thinkMs: THINK_MS[users], rampUpSeconds: Math.min(RAMP_UP_SECONDS, durationSeconds) },
		shardCount: 1,
		durationSeconds,
	});
	return [
		crowd(1000, "naive"),
		crowd(1000, "headroom"),
		crowd(10_000, "naive"),
		crowd(10_000, "headroom"),
		{
			name: "overload",
			variant: "headroom",
			model: { kind: "users", users: OVERLOAD.users, thinkMs: OVERLOAD.thinkMs, rampUpSeconds: Math.min(RAMP_UP_SECONDS, durationSeconds) },
			shardCount: 1,
			durationSeconds: Math.min(OVERLOAD.longestSeconds, durationSeconds),
		},
	];
}
