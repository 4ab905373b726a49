import type { Autoscaler, MinuteView, Peer, ScaleAnswer, ScaleRequest } from "../peer.ts";
import { MinuteLog } from "./minute-log.ts";
import { PeerAlarm, utilization } from "./peer-alarm.ts";

const DOWN_MINUTES = 60;
const DOWN_THRESHOLD = 0.25;

/**
 * The simplest alarm, as Yan Cui describes it: WriteProvisionedThroughputExceeded over 0 in one minute doubles the stream. One alarm, no
 * threshold to rewrite, acting on a change of state only: throttles that go on keep it in ALARM, and it does not act again until a
 * minute without any.
 *
 * Inferred: scaling in, which is "handled separately" there, halves (rounded up) after an hour under 25 %, also on a change of state, by a
 * function that knows the shard count.
 *
 * @see https://theburningmonk.com/2017/04/auto-scaling-kinesis-streams-with-aws-lambda/
 */
export const THROTTLE_DOUBLING: Peer = {
	name: "throttle-doubling",
	rule: "A throttle alarm that doubles (Yan Cui): ×2 at any write throttle in a minute; ÷2 after an hour under 25 %.",
	create: ({ startMs }) => new ThrottleDoublingAutoscaler(startMs),
};

class ThrottleDoublingAutoscaler implements Autoscaler {
	readonly #log: MinuteLog;
	readonly #throttled = new PeerAlarm({
		periodMinutes: 1,
		datapointsToAlarm: 1,
		evaluationPeriods: 1,
		isBreaching: ({ throttledRecords }) => throttledRecords > 0,
		withoutData: "not-breaching",
	});
	readonly #idle: PeerAlarm;
	#openShardCount = 1;

	constructor(startMs: number) {
		this.#log = new MinuteLog(DOWN_MINUTES, startMs);
		this.#idle = new PeerAlarm({
			periodMinutes: 1,
			datapointsToAlarm: DOWN_MINUTES,
			evaluationPeriods: DOWN_MINUTES,
			isBreaching: (sums) => this.#openShardCount > 1 && utilization(sums, 1, this.#openShardCount) < DOWN_THRESHOLD,
			withoutData: "not-breaching",
		});
	}

	onMinute(view: MinuteView): ScaleRequest | undefined {
		this.#log.see(view);
		const { openShardCount } = view;
		this.#openShardCount = openShardCount;
		const isThrottled = this.#throttled.evaluate(this.#log);
		const isIdle = !view.isUpdating && this.#idle.evaluate(this.#log);
		if (isThrottled) return { targetShardCount: openShardCount * 2, reason: "write throttles" };
		if (isIdle) return { targetShardCount: Math.ceil(openShardCount / 2), reason: "under 25 % for 60 min" };
		return undefined;
	}

	/** Its literal is the new shard count, as with the other peers: the alarm starts anew. A refusal is not tried again. */
	onAnswer({ kind }: ScaleAnswer): void {
		if (kind === "accepted") this.#idle.reset();
	}
}
