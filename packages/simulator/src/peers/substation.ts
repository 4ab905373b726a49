import type { Autoscaler, MinuteView, Peer, ScaleAnswer, ScaleRequest } from "../peer.ts";
import { LambdaRetries } from "./lambda-retries.ts";
import { MinuteLog } from "./minute-log.ts";
import { PeerAlarm, utilization } from "./peer-alarm.ts";

const UP = { threshold: 0.7, datapointsToAlarm: 5, evaluationPeriods: 5 };
const DOWN = { threshold: 0.35, datapointsToAlarm: 60, evaluationPeriods: 60 };
const COOLDOWN_MS = { up: 180_000, down: 1_800_000 };
/** From so many shards on, down to 1.25: the factor of a step. */
const FACTORS = [
	{ below: 5, factor: 2 },
	{ below: 13, factor: 1.75 },
	{ below: 33, factor: 1.5 },
];
const SMALLEST_FACTOR = 1.25;

type Direction = "down" | "up";

/**
 * brexhq/substation's autoscale function at 28f1b34.
 *
 * Read in its source: both alarms on 60 s periods with FILL(…, REPEAT), threshold 0.7 and 0.35 below it; steps by size, up rounded down
 * and down rounded up; no effective minimum or maximum; the function waits until the stream is ACTIVE, then tags the time and rewrites both
 * alarms, which are set to INSUFFICIENT_DATA; sooner than 3 min (up) or 30 min (down) after that it only resets the alarm; with nothing to
 * change it returns without resetting. An error fails the function, and Lambda calls it again twice.
 *
 * @see https://github.com/brexhq/substation/tree/main/cmd/aws/lambda/autoscale
 */
export const SUBSTATION: Peer = {
	name: "substation",
	rule: "brexhq/substation: ×2 to ×1.25 by size at 70 % for 5 min, the inverse at 35 % for 60 min, 3 and 30 min cooldown.",
	create: ({ openShardCount, startMs }) => new SubstationAutoscaler(openShardCount, startMs),
};

class SubstationAutoscaler implements Autoscaler {
	readonly #log: MinuteLog;
	readonly #alarms: Readonly<Record<Direction, PeerAlarm>>;
	readonly #retries = new LambdaRetries<Direction>();
	#alarmShardCount: number;
	#awaitedShardCount: number | undefined;
	#lastScalingMs = Number.NEGATIVE_INFINITY;

	constructor(openShardCount: number, startMs: number) {
		this.#alarmShardCount = openShardCount;
		this.#log = new MinuteLog(DOWN.evaluationPeriods, startMs);
		const alarm = (rule: typeof UP, isBreaching: (utilization: number) => boolean) =>
			new PeerAlarm({
				...rule,
				periodMinutes: 1,
				isBreaching: (sums) => isBreaching(utilization(sums, 1, this.#alarmShardCount)),
				withoutData: "repeats",
			});
		this.#alarms = { up: alarm(UP, (value) => value >= UP.threshold), down: alarm(DOWN, (value) => value <= DOWN.threshold) };
	}

	onMinute({ nowMs, newMinutes, isUpdating, openShardCount }: MinuteView): ScaleRequest | undefined {
		this.#log.see({ nowMs, newMinutes });
		if (this.#awaitedShardCount !== undefined && !isUpdating) this.#settle(this.#awaitedShardCount, nowMs);
		const isUp = this.#alarms.up.evaluate(this.#log);
		const isDown = this.#alarms.down.evaluate(this.#log);
		if (isUp || isDown) this.#retries.begin(isUp ? "up" : "down", nowMs, this.#alarmShardCount);
		const direction = this.#retries.due(nowMs)?.what;
		if (direction === undefined) return undefined;
		if (nowMs - this.#lastScalingMs < COOLDOWN_MS[direction]) {
			this.#retries.succeeded();
			this.#alarms[direction].reset();
			return undefined;
		}
		const targetShardCount = direction === "up" ? upTarget(openShardCount) : downTarget(openShardCount);
		if (targetShardCount === openShardCount) {
			this.#retries.succeeded();
			return undefined;
		}
		return { targetShardCount, reason: direction === "up" ? "70 % for 5 min" : "35 % or less for 60 min" };
	}

	onAnswer({ kind, targetShardCount }: ScaleAnswer): void {
		if (kind === "refused") return;
		this.#retries.succeeded();
		this.#awaitedShardCount = targetShardCount;
	}

	#settle(shardCount: number, nowMs: number): void {
		this.#awaitedShardCount = undefined;
		this.#lastScalingMs = nowMs;
		this.#alarmShardCount = shardCount;
		this.#alarms.up.reset();
		this.#alarms.down.reset();
	}
}

function stepFactor(openShardCount: number): number {
	return FACTORS.find(({ below }) => openShardCount < below)?.factor ?? SMALLEST_FACTOR;
}

function upTarget(openShardCount: number): number {
	return Math.floor(openShardCount * stepFactor(openShardCount));
}

function downTarget(openShardCount: number): number {
	return Math.ceil(openShardCount / stepFactor(openShardCount));
}
