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
 * The article does not say how long its users think. With these the naive version shows a share of the article's size, 4 %: what a shard
 * refuses is more, since the SDK tries three times and keeps users waiting meanwhile. Ten times the users think more than ten times as
 * long: 715.3 ms and 4.2 % are no figures of 10,000 votes a second into one shard, of which nine in ten would be refused.
 */
export const THINK_MS = { "1000": 720, "10000": 9_250 } as const;

const RAMP_UP_SECONDS = 10;

/** Ten times as much as one shard takes, and more than a laptop serves. */
const OVERLOAD = { users: 10_000, thinkMs: 1000, longestSeconds: 60 } as const;

/**
 * Far from every limit: what is compared is the code, not the stream. Short turns one after the other, so that both meet the same machine.
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
