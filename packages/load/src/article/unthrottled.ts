import { runDriver } from "../drive/driver-child.ts";
import { ownLocalCloud } from "../target/load-target.ts";
import { UNTHROTTLED } from "./plan.ts";

/** 95th percentiles of each turn, in milliseconds. */
export interface UnthrottledTurns {
	readonly naive: readonly number[];
	readonly headroom: readonly number[];
	readonly votesPerSecond: number;
}

/**
 * Runs both versions at once and loads them in turns, so that other work of the machine affects both. The first turn of each is a warm-up
 * and does not count.
 */
export async function compareUnthrottled(
	votesPerSecond: number,
	abort: AbortSignal,
	say: (line: string) => void,
): Promise<UnthrottledTurns> {
	const { connections, roundSeconds, rounds, shardCount } = UNTHROTTLED;
	const localClouds = {
		naive: await ownLocalCloud({ variant: "naive", shardCount }),
		headroom: await ownLocalCloud({ variant: "headroom", shardCount }),
	};
	const turns = { naive: [] as number[], headroom: [] as number[], votesPerSecond };
	try {
		for (let round = 0; round <= rounds; round += 1) {
			for (const variant of ["naive", "headroom"] as const) {
				const { latencyMs } = await runDriver(
					{
						apiUrl: localClouds[variant].apiUrl,
						pollId: `unthrottled-${round}`,
						model: { kind: "rate", ratePerSecond: votesPerSecond, connections },
						durationSeconds: roundSeconds,
					},
					() => {},
					{ abort: AbortSignal.any([abort, localClouds[variant].ended]) },
				);
				say(`${variant}, turn ${round} of ${rounds}: p95 ${latencyMs.p95.toFixed(1)} ms${round === 0 ? " (warm-up)" : ""}`);
				if (round > 0) turns[variant].push(latencyMs.p95);
			}
		}
		return turns;
	} finally {
		await Promise.all([localClouds.naive.stop(), localClouds.headroom.stop()]);
	}
}

export function median(values: readonly number[]): number {
	const sorted = values.toSorted((left, right) => left - right);
	const middle = Math.floor(sorted.length / 2);
	const upper = sorted[middle] ?? Number.NaN;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The ratio of Headroom's p95 to the naive version's. */
export function p95Ratio({ headroom, naive }: Pick<UnthrottledTurns, "headroom" | "naive">): number {
	return median(headroom) / median(naive);
}
