import type { Autoscaler, MinuteView, Peer, ScaleAnswer, ScaleRequest } from "../peer.ts";
import { MinuteLog } from "./minute-log.ts";
import { utilization } from "./peer-alarm.ts";

const UP = { threshold: 0.75, afterMinutes: 5, factor: 1.5, coolOffMs: 300_000 };
const DOWN = { threshold: 0.25, afterMinutes: 60, shards: 1, coolOffMs: 7_200_000 };
const WINDOW_MINUTES = Math.max(UP.afterMinutes, DOWN.afterMinutes);
const MIN_SHARD_COUNT = 1;
const MAX_SHARD_COUNT = 64;

/**
 * awslabs/amazon-kinesis-scaling-utils at 23ba220, on PUT.
 *
 * Read in its source: asked every minute for the last 60 minutes (the longer of the two windows), so 5 high minutes anywhere among them
 * vote up; minutes without data, also those that have not arrived yet, count as low; the larger of records and bytes of 1 MiB; scalePct 150
 * makes ceil(1.5 n); a cool-off in each direction; the thread waits while the stream is UPDATING; where UpdateShardCount refuses the change
 * for a limit, it splits or merges one shard at a time until the count is reached.
 *
 * Inferred: it has no defaults; these settings lie between those of its README and its samples. The cool-off is lost at a restart; here it
 * never restarts.
 *
 * @see https://github.com/awslabs/amazon-kinesis-scaling-utils
 */
export const SCALING_UTILS: Peer = {
	name: "scaling-utils",
	rule: "awslabs/amazon-kinesis-scaling-utils: ×1.5 after 5 of 60 min over 75 %, -1 after 60 min under 25 %; splits and merges past a limit.",
	create: ({ startMs }) => new ScalingUtilsAutoscaler(startMs),
};

interface Asked {
	readonly direction: "down" | "up";
	readonly targetShardCount: number;
}

class ScalingUtilsAutoscaler implements Autoscaler {
	readonly #log: MinuteLog;
	readonly #startMs: number;
	#lastUpMs = Number.NEGATIVE_INFINITY;
	#lastDownMs = Number.NEGATIVE_INFINITY;
	/** What is asked for, until it is answered; after a refusal again, by splits and merges. */
	#asked: Asked | undefined;
	#isFallingBack = false;

	constructor(startMs: number) {
		this.#startMs = startMs;
		this.#log = new MinuteLog(WINDOW_MINUTES, startMs);
	}

	onMinute(view: MinuteView): ScaleRequest | undefined {
		this.#log.see(view);
		if (view.isUpdating) return undefined;
		if (!this.#isFallingBack) this.#asked = this.#vote(view);
		if (this.#asked === undefined) return undefined;
		const { direction, targetShardCount } = this.#asked;
		const reason = direction === "up" ? "5 min over 75 %" : "60 min under 25 %";
		return this.#isFallingBack ? { targetShardCount, reason, by: "splits-and-merges" } : { targetShardCount, reason };
	}

	onAnswer({ kind, atMs }: ScaleAnswer): void {
		if (kind === "refused" && !this.#isFallingBack) {
			this.#isFallingBack = true;
			return;
		}
		this.#isFallingBack = false;
		if (this.#asked?.direction === "up") this.#lastUpMs = atMs;
		else this.#lastDownMs = atMs;
	}

	#vote({ nowMs, openShardCount }: MinuteView): Asked | undefined {
		const { high, low } = this.#samples(openShardCount, nowMs);
		if (high >= UP.afterMinutes) {
			const targetShardCount = Math.min(MAX_SHARD_COUNT, Math.ceil(openShardCount * UP.factor));
			const isNow = nowMs - this.#lastUpMs >= UP.coolOffMs && targetShardCount > openShardCount;
			return isNow ? { direction: "up", targetShardCount } : undefined;
		}
		if (low < DOWN.afterMinutes) return undefined;
		const targetShardCount = Math.max(MIN_SHARD_COUNT, openShardCount - DOWN.shards);
		const isNow = nowMs - this.#lastDownMs >= DOWN.coolOffMs && targetShardCount < openShardCount;
		return isNow ? { direction: "down", targetShardCount } : undefined;
	}

	/** The window ends now: its newest minutes are not visible yet, and count as low. */
	#samples(openShardCount: number, nowMs: number): { readonly high: number; readonly low: number } {
		const invisible = Math.floor(nowMs / 60_000) - this.#log.endMinute;
		const since = Math.min(WINDOW_MINUTES, Math.floor((nowMs - this.#startMs) / 60_000));
		let high = 0;
		let low = Math.min(invisible, since);
		for (let ago = 0; ago < since - invisible; ago++) {
			const sums = this.#log.period(1, ago);
			const value = utilization(sums, 1, openShardCount);
			if (value > UP.threshold) high++;
			else if (value < DOWN.threshold) low++;
		}
		return { high, low };
	}
}
