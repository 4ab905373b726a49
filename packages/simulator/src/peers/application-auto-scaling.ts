import type { Autoscaler, MinuteView, Peer, ScaleAnswer, ScaleRequest } from "../peer.ts";
import { MinuteLog } from "./minute-log.ts";
import { PeerAlarm } from "./peer-alarm.ts";

const OUT = { periodMinutes: 1, datapointsToAlarm: 1, evaluationPeriods: 1 };
const IN = { periodMinutes: 5, datapointsToAlarm: 3, evaluationPeriods: 3 };
/** 80 % of a shard's 1,000 records a second over 60 s. The scale-in alarm has the same number over 300 s. */
const RECORDS_PER_SHARD = 0.8 * 1_000 * 60;
const COOLDOWN_MS = 600_000;
const MIN_SHARD_COUNT = 1;
const MAX_SHARD_COUNT = 64;

/**
 * AWS's sample of a custom resource for Application Auto Scaling (9fe4d11).
 *
 * Read in its source: records only; out above 80 % for 1 × 60 s, in below the same number of records for 3 × 300 s, which is 16 %; a shard
 * at a time; 600 s cooldown; the alarms' thresholds follow the shard count; UPDATING is reported as in progress. Read in AWS's
 * documentation: Auto Scaling actions are repeated every minute while in ALARM.
 *
 * Set here: the sample's maximum of 8 shards is raised to 64, Headroom's own default, so that both have the same room.
 * Inferred: a refused change starts no cooldown.
 *
 * @see https://github.com/aws-samples/aws-application-auto-scaling-kinesis
 */
export const APPLICATION_AUTO_SCALING: Peer = {
	name: "application-auto-scaling",
	rule: "AWS's Application Auto Scaling sample: +1 over 80 % of records for 1 min, -1 under 16 % for 15 min, 10 min cooldown.",
	create: ({ openShardCount, startMs }) => new ApplicationAutoScaling(openShardCount, startMs),
};

class ApplicationAutoScaling implements Autoscaler {
	readonly #log: MinuteLog;
	readonly #out: PeerAlarm;
	readonly #in: PeerAlarm;
	#alarmShardCount: number;
	#cooldownUntilMs = Number.NEGATIVE_INFINITY;

	constructor(openShardCount: number, startMs: number) {
		this.#alarmShardCount = openShardCount;
		this.#log = new MinuteLog(IN.periodMinutes * IN.evaluationPeriods, startMs);
		const threshold = () => RECORDS_PER_SHARD * this.#alarmShardCount;
		this.#out = new PeerAlarm({
			...OUT,
			isBreaching: ({ incomingRecords }) => incomingRecords > threshold(),
			withoutData: "not-breaching",
		});
		this.#in = new PeerAlarm({ ...IN, isBreaching: ({ incomingRecords }) => incomingRecords < threshold(), withoutData: "not-breaching" });
	}

	onMinute(view: MinuteView): ScaleRequest | undefined {
		this.#log.see(view);
		this.#out.evaluate(this.#log);
		this.#in.evaluate(this.#log);
		if (view.isUpdating || view.nowMs < this.#cooldownUntilMs) return undefined;
		const { openShardCount } = view;
		if (this.#out.state === "ALARM" && openShardCount < MAX_SHARD_COUNT) {
			return { targetShardCount: openShardCount + 1, reason: "records over 80 % for 1 min" };
		}
		if (this.#out.state !== "ALARM" && this.#in.state === "ALARM" && openShardCount > MIN_SHARD_COUNT) {
			return { targetShardCount: openShardCount - 1, reason: "records under 16 % for 15 min" };
		}
		return undefined;
	}

	onAnswer({ kind, atMs, targetShardCount }: ScaleAnswer): void {
		if (kind === "refused") return;
		this.#alarmShardCount = targetShardCount;
		this.#cooldownUntilMs = atMs + COOLDOWN_MS;
	}
}
