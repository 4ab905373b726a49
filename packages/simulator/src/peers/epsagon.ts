import type { Autoscaler, MinuteView, Peer, ScaleAnswer, ScaleRequest } from "../peer.ts";
import { LambdaRetries } from "./lambda-retries.ts";
import { MinuteLog } from "./minute-log.ts";
import { type PeerAlarm, utilization, utilizationAlarm } from "./peer-alarm.ts";

const PERIOD_MINUTES = 5;
const UP = { threshold: 0.75, datapointsToAlarm: 1, evaluationPeriods: 1 };
/** A day of periods. */
const DOWN = { threshold: 0.25, datapointsToAlarm: 288, evaluationPeriods: 288 };
/** A scale in aims at this utilization for the day's fullest period. */
const DOWN_AIM = 0.5;

type Direction = "down" | "up";

/**
 * epsagon/kinesis-autoscaler at a866ff4.
 *
 * Read in its source: both alarms; up by 100 % to three shards, 50 % to fifty, 25 % beyond, rounded up; down so that the day's fullest
 * period would have been 50 % full, at least half rounded up; an alarm whose literal is not the open shard count rewrites both alarms and
 * does nothing else; after a reshard both alarms are rewritten and set to INSUFFICIENT_DATA; at one shard the lower alarm has no actions.
 * It handles neither UPDATING nor a limit: the function fails, and Lambda calls it again twice with the same event.
 *
 * @see https://github.com/epsagon/kinesis-autoscaler
 */
export const EPSAGON: Peer = {
	name: "epsagon",
	rule: "epsagon/kinesis-autoscaler: +100 %, +50 % or +25 % at 75 % for 5 min; in to 50 % of the day's peak under 25 % for 24 h.",
	create: ({ openShardCount, startMs }) => new EpsagonAutoscaler(openShardCount, startMs),
};

class EpsagonAutoscaler implements Autoscaler {
	readonly #log: MinuteLog;
	readonly #up: PeerAlarm;
	readonly #down: PeerAlarm;
	readonly #retries = new LambdaRetries<Direction>();
	#alarmShardCount: number;

	constructor(openShardCount: number, startMs: number) {
		this.#alarmShardCount = openShardCount;
		this.#log = new MinuteLog(PERIOD_MINUTES * DOWN.evaluationPeriods, startMs);
		const shardCount = () => this.#alarmShardCount;
		this.#up = utilizationAlarm({ ...UP, isBreaching: (value) => value >= UP.threshold }, PERIOD_MINUTES, shardCount);
		const isLow = (value: number) => value <= DOWN.threshold;
		this.#down = utilizationAlarm({ ...DOWN, isBreaching: isLow }, PERIOD_MINUTES, shardCount);
	}

	onMinute({ nowMs, newMinutes, openShardCount }: MinuteView): ScaleRequest | undefined {
		this.#log.see({ nowMs, newMinutes });
		const isUp = this.#up.evaluate(this.#log);
		const isDown = this.#down.evaluate(this.#log) && this.#alarmShardCount > 1;
		if (isUp || isDown) this.#retries.begin(isUp ? "up" : "down", nowMs, this.#alarmShardCount);
		const event = this.#retries.due(nowMs);
		if (event === undefined) return undefined;
		if (event.alarmShardCount !== openShardCount) {
			this.#retries.succeeded();
			this.#rewriteAlarms(openShardCount);
			return undefined;
		}
		const targetShardCount = event.what === "up" ? upTarget(openShardCount) : this.#downTarget(openShardCount);
		if (targetShardCount === openShardCount) {
			this.#retries.succeeded();
			return undefined;
		}
		return { targetShardCount, reason: event.what === "up" ? "75 % for 5 min" : "25 % or less for 24 h" };
	}

	onAnswer({ kind, targetShardCount }: ScaleAnswer): void {
		if (kind === "refused") return;
		this.#retries.succeeded();
		this.#rewriteAlarms(targetShardCount);
	}

	#rewriteAlarms(shardCount: number): void {
		this.#alarmShardCount = shardCount;
		this.#up.reset();
		this.#down.reset();
	}

	#downTarget(openShardCount: number): number {
		let fullest = 0;
		for (let ago = 0; ago < DOWN.evaluationPeriods; ago++) {
			fullest = Math.max(fullest, utilization(this.#log.period(PERIOD_MINUTES, ago), PERIOD_MINUTES, openShardCount));
		}
		return Math.max(Math.ceil(openShardCount / 2), Math.ceil((openShardCount * fullest) / DOWN_AIM));
	}
}

function upTarget(openShardCount: number): number {
	if (openShardCount <= 3) return openShardCount * 2;
	return Math.ceil(openShardCount * (openShardCount <= 50 ? 1.5 : 1.25));
}
