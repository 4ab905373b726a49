import { RESHARD_WINDOW_MS, RESHARDS_PER_ROLLING_DAY } from "@headroom/engine";
import type { Autoscaler, MinuteView, Peer, ScaleAnswer, ScaleRequest } from "../peer.ts";
import { MinuteLog, type PeriodSums } from "./minute-log.ts";

/** A rise by more than this over the baseline is high traffic. */
const RISE = 0.1;
const STEP = 0.25;
const MAX_ITERATIONS = 10;
const STABLE_CHECKS = 5;
/** The function's timeout, in minutes of its loop. */
const RUN_MINUTES = 15;

type Phase = { readonly kind: "stable"; readonly checks: number } | { readonly kind: "watching" };

/**
 * dakkamohan/AWS-Kinesis-AutoScaling-Automation at 19fc216.
 *
 * Read in its source: a loop of at most ten iterations within one Lambda call of 15 min; a minute's sleep, then +25 % (at least one shard)
 * where bytes in or records read rose by more than 10 % over the baseline, which then is taken anew; otherwise five calm minutes, then back
 * to the configured count in one call, and the end. Its own calls of the last 24 h are counted and the eleventh is not made. A failed scale
 * out ends the loop; a failed return is only logged.
 *
 * Inferred: its template has no schedule; here a run starts every 15 minutes. The configured count is the one that the stream starts with.
 * Records read are taken to be records written. A minute's metrics are used as soon as they are visible; the source asks for the last 60 s
 * only, in which CloudWatch may have none, and then takes 0.
 *
 * @see https://github.com/dakkamohan/AWS-Kinesis-AutoScaling-Automation
 */
export const DAKKAMOHAN: Peer = {
	name: "dakkamohan",
	rule: "dakkamohan/AWS-Kinesis-AutoScaling-Automation: +25 % a minute while traffic rises by 10 %, back to the start after 5 calm minutes.",
	create: ({ openShardCount, startMs }) => new DakkamohanAutoscaler(openShardCount, startMs),
};

class DakkamohanAutoscaler implements Autoscaler {
	readonly #log: MinuteLog;
	readonly #configuredShardCount: number;
	readonly #startMs: number;
	#ownCallsMs: readonly number[] = [];
	#phase: Phase | undefined;
	#baseline: PeriodSums | undefined;
	#iterations = 0;
	#shardCount = 0;

	constructor(openShardCount: number, startMs: number) {
		this.#configuredShardCount = openShardCount;
		this.#startMs = startMs;
		this.#log = new MinuteLog(1, startMs);
	}

	onMinute(view: MinuteView): ScaleRequest | undefined {
		this.#log.see(view);
		const isNewRun = Math.floor((view.nowMs - this.#startMs) / 60_000) % RUN_MINUTES === 0;
		if (isNewRun) {
			this.#begin(view.openShardCount);
			return undefined;
		}
		const phase = this.#phase;
		if (phase === undefined) return undefined;
		return phase.kind === "watching" ? this.#watch(view) : this.#confirmCalm(view, phase.checks);
	}

	onAnswer({ kind, atMs, targetShardCount }: ScaleAnswer): void {
		if (kind === "refused") {
			this.#phase = undefined;
			return;
		}
		this.#ownCallsMs = [...this.#ownCallsMs, atMs];
		this.#shardCount = targetShardCount;
		this.#baseline = this.#log.period(1, 0);
	}

	#begin(openShardCount: number): void {
		this.#phase = { kind: "watching" };
		this.#baseline = this.#log.period(1, 0);
		this.#iterations = 0;
		this.#shardCount = openShardCount;
	}

	#watch({ nowMs }: MinuteView): ScaleRequest | undefined {
		if (this.#iterations++ >= MAX_ITERATIONS) {
			this.#phase = undefined;
			return undefined;
		}
		if (!this.#hasRisen()) {
			this.#phase = { kind: "stable", checks: 0 };
			return undefined;
		}
		if (!this.#mayCall(nowMs)) {
			this.#phase = undefined;
			return undefined;
		}
		return { targetShardCount: this.#shardCount + Math.max(1, Math.floor(this.#shardCount * STEP)), reason: "traffic rose by 10 %" };
	}

	#confirmCalm({ nowMs, openShardCount }: MinuteView, checks: number): ScaleRequest | undefined {
		if (this.#hasRisen()) {
			this.#phase = { kind: "watching" };
			return undefined;
		}
		if (checks + 1 < STABLE_CHECKS) {
			this.#phase = { kind: "stable", checks: checks + 1 };
			return undefined;
		}
		this.#phase = undefined;
		if (openShardCount === this.#configuredShardCount || !this.#mayCall(nowMs)) return undefined;
		return { targetShardCount: this.#configuredShardCount, reason: "5 calm minutes" };
	}

	#hasRisen(): boolean {
		const now = this.#log.period(1, 0);
		const rise = (value: number, baseline: number) => (value - baseline) / Math.max(baseline, 1);
		return (
			rise(now.incomingBytes, this.#baseline?.incomingBytes ?? 0) > RISE ||
			rise(now.incomingRecords, this.#baseline?.incomingRecords ?? 0) > RISE
		);
	}

	#mayCall(nowMs: number): boolean {
		this.#ownCallsMs = this.#ownCallsMs.filter((atMs) => nowMs - atMs < RESHARD_WINDOW_MS);
		return this.#ownCallsMs.length < RESHARDS_PER_ROLLING_DAY;
	}
}
