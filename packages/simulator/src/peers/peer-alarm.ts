import type { MinuteLog, PeriodSums } from "./minute-log.ts";

export type AlarmState = "ALARM" | "INSUFFICIENT_DATA" | "OK";

export interface PeerAlarmOptions {
	readonly periodMinutes: number;
	/** M of N. */
	readonly datapointsToAlarm: number;
	readonly evaluationPeriods: number;
	readonly isBreaching: (sums: PeriodSums) => boolean;
	/** What a period without any data is; `repeats`: as the one before it, for FILL(…, REPEAT). */
	readonly withoutData: "breaching" | "not-breaching" | "repeats";
}

/** A CloudWatch alarm as the peers use them: evaluated every minute, acting on a change of state only. */
export class PeerAlarm {
	readonly #options: PeerAlarmOptions;
	state: AlarmState = "INSUFFICIENT_DATA";

	constructor(options: PeerAlarmOptions) {
		this.#options = options;
	}

	/** @returns whether it went into ALARM now, which is when its action is called */
	evaluate(log: MinuteLog): boolean {
		const before = this.state;
		this.state = this.#isAlarming(log) ? "ALARM" : "OK";
		return this.state === "ALARM" && before !== "ALARM";
	}

	/** SetAlarmState: does not last, but the next evaluation is a change of state again. */
	reset(state: "INSUFFICIENT_DATA" | "OK" = "INSUFFICIENT_DATA"): void {
		this.state = state;
	}

	#isAlarming(log: MinuteLog): boolean {
		const { periodMinutes, datapointsToAlarm, evaluationPeriods } = this.#options;
		let breaching = 0;
		for (let ago = evaluationPeriods - 1, repeated = false; ago >= 0; ago--) {
			repeated = this.#isPeriodBreaching(log.period(periodMinutes, ago), repeated);
			if (repeated) breaching++;
			if (breaching + ago < datapointsToAlarm) return false;
		}
		return breaching >= datapointsToAlarm;
	}

	#isPeriodBreaching(sums: PeriodSums, previous: boolean): boolean {
		if (sums.minutesWithData > 0) return this.#options.isBreaching(sums);
		return this.#options.withoutData === "repeats" ? previous : this.#options.withoutData === "breaching";
	}
}

const BYTES_PER_SECOND = 1_048_576;
const RECORDS_PER_SECOND = 1_000;

/**
 * A stream's utilization in the peers' metric math: the larger of bytes over 1 MiB/s and records over 1,000/s a shard.
 *
 * @param shardCount the literal of the last write of the alarm
 */
export function utilization({ incomingBytes, incomingRecords }: PeriodSums, periodMinutes: number, shardCount: number): number {
	const shardSeconds = periodMinutes * 60 * shardCount;
	return Math.max(incomingBytes / (BYTES_PER_SECOND * shardSeconds), incomingRecords / (RECORDS_PER_SECOND * shardSeconds));
}

export interface UtilizationRule {
	readonly datapointsToAlarm: number;
	readonly evaluationPeriods: number;
	readonly isBreaching: (utilization: number) => boolean;
}

/** An alarm on utilization whose literal is the shard count of now; a period without data does not breach. */
export function utilizationAlarm({ isBreaching, ...rule }: UtilizationRule, periodMinutes: number, shardCount: () => number): PeerAlarm {
	return new PeerAlarm({
		...rule,
		periodMinutes,
		isBreaching: (sums) => isBreaching(utilization(sums, periodMinutes, shardCount())),
		withoutData: "not-breaching",
	});
}
