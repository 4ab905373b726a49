import type { Autoscaler, MinuteView, Peer, ScaleAnswer, ScaleRequest } from "../peer.ts";
import { MinuteLog } from "./minute-log.ts";
import { type PeerAlarm, utilizationAlarm } from "./peer-alarm.ts";

const PERIOD_MINUTES = 5;
const UP = { threshold: 0.75, datapointsToAlarm: 5, evaluationPeriods: 5 };
const DOWN = { threshold: 0.25, datapointsToAlarm: 57, evaluationPeriods: 60 };

/**
 * aws-samples/kinesis-auto-scaling at e1e52f8, with CloudFormation's settings (the iterator-age guard is off).
 *
 * Read in its source: both alarms, FILL(m, 0), the shard count as a literal; ×2, integer ÷ 2, minimum 1, no maximum; after a reshard both
 * alarms are rewritten and set to INSUFFICIENT_DATA; while the stream is UPDATING, and after an error, the alarm is set to OK, so that it
 * fires again. At one shard the lower threshold is −1.
 *
 * Inferred: integer halves of odd counts (5 → 2) are refused by UpdateShardCount and, since the alarm is set to OK, asked for again every
 * minute. Minutes that have not arrived are left out instead of filled with 0, which is the kinder reading.
 *
 * @see https://github.com/aws-samples/kinesis-auto-scaling
 */
export const AWS_SAMPLES: Peer = {
	name: "aws-samples",
	rule: "aws-samples/kinesis-auto-scaling: ×2 at 75 % for 25 min, ÷2 under 25 % for 285 of 300 min.",
	create: ({ openShardCount, startMs }) => new AwsSamplesAutoscaler(openShardCount, startMs),
};

class AwsSamplesAutoscaler implements Autoscaler {
	readonly #log: MinuteLog;
	readonly #up: PeerAlarm;
	readonly #down: PeerAlarm;
	#alarmShardCount: number;
	#firing: PeerAlarm | undefined;

	constructor(openShardCount: number, startMs: number) {
		this.#alarmShardCount = openShardCount;
		this.#log = new MinuteLog(PERIOD_MINUTES * DOWN.evaluationPeriods, startMs);
		const shardCount = () => this.#alarmShardCount;
		this.#up = utilizationAlarm({ ...UP, isBreaching: (value) => value >= UP.threshold }, PERIOD_MINUTES, shardCount);
		const isLow = (value: number) => this.#alarmShardCount > 1 && value < DOWN.threshold;
		this.#down = utilizationAlarm({ ...DOWN, isBreaching: isLow }, PERIOD_MINUTES, shardCount);
	}

	onMinute(view: MinuteView): ScaleRequest | undefined {
		this.#log.see(view);
		const isUp = this.#up.evaluate(this.#log);
		const isDown = this.#down.evaluate(this.#log);
		if (!isUp && !isDown) return undefined;
		this.#firing = isUp ? this.#up : this.#down;
		if (view.isUpdating) {
			this.#firing.reset("OK");
			return undefined;
		}
		const { openShardCount } = view;
		const targetShardCount = isUp ? openShardCount * 2 : Math.max(1, Math.floor(openShardCount / 2));
		return { targetShardCount, reason: isUp ? "75 % for 25 min" : "under 25 % for 5 h" };
	}

	onAnswer({ kind, targetShardCount }: ScaleAnswer): void {
		if (kind === "refused") {
			this.#firing?.reset("OK");
			return;
		}
		this.#alarmShardCount = targetShardCount;
		this.#up.reset();
		this.#down.reset();
	}
}
