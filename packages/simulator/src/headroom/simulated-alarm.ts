import type { AlarmDefinition } from "@headroom/controller";
import {
	type AlarmRule,
	DEFAULT_CLOUDWATCH_SETTINGS,
	evaluateAlarm,
	evaluationIntervalMs,
	evaluationRangePeriods,
} from "@headroom/emulators";
import type { WatchedMetric } from "./watched-metrics.ts";

const SECOND_MS = 1_000;

/** One alarm of the deployment on the virtual clock: the emulator's evaluation, over metrics that are not stored datum by datum. */
export class SimulatedAlarm {
	readonly definition: AlarmDefinition;
	nextEvaluationMs: number;
	/** False if nothing between the two moments can bring the alarm into ALARM. Then the whole evaluation is skipped. */
	readonly #mayAlarm: (sinceMs: number, nowMs: number) => boolean;
	readonly #metric: WatchedMetric;
	readonly #rule: AlarmRule;
	readonly #periodMs: number;
	readonly #intervalMs: number;
	readonly #rangePeriods: number;
	#state: "ALARM" | "INSUFFICIENT_DATA" | "OK" = "INSUFFICIENT_DATA";

	/** @param mayAlarm a cheap check from the beginning of a range on; if it is false, the whole evaluation would not give ALARM */
	constructor(definition: AlarmDefinition, metric: WatchedMetric, startMs: number, mayAlarm: (sinceMs: number, nowMs: number) => boolean) {
		this.definition = definition;
		this.#metric = metric;
		this.#rule = definition;
		this.#mayAlarm = mayAlarm;
		const { measures } = definition;
		const periodSeconds = measures.kind === "metric" ? measures.metric.periodSeconds : measures.periodSeconds;
		this.#periodMs = periodSeconds * SECOND_MS;
		this.#intervalMs = evaluationIntervalMs(periodSeconds);
		this.#rangePeriods = evaluationRangePeriods(definition.evaluationPeriods, DEFAULT_CLOUDWATCH_SETTINGS);
		const phaseMs = DEFAULT_CLOUDWATCH_SETTINGS.evaluationPhaseMs(definition.alarmName, this.#intervalMs);
		this.nextEvaluationMs = Math.floor(startMs / this.#intervalMs) * this.#intervalMs + phaseMs;
		if (this.nextEvaluationMs <= startMs) this.nextEvaluationMs += this.#intervalMs;
	}

	/**
	 * Evaluate if it is time, on the data that was visible at the due moment. That moment may lie within the last second.
	 *
	 * @returns whether it went to ALARM
	 */
	look(untilMs: number): boolean {
		if (untilMs < this.nextEvaluationMs) return false;
		const nowMs = this.nextEvaluationMs;
		this.nextEvaluationMs += this.#intervalMs;
		if (this.#state !== "ALARM" && !this.#mayAlarm(nowMs - (this.#rangePeriods + 1) * this.#periodMs, nowMs)) return false;
		const running = Math.floor(nowMs / this.#periodMs) * this.#periodMs;
		const newestStartMs = this.#metric.hasData(running, nowMs) ? running : running - this.#periodMs;
		const startMs = newestStartMs - (this.#rangePeriods - 1) * this.#periodMs;
		const range = this.#metric.values(startMs, this.#rangePeriods, nowMs).map((value, index) => {
			const periodStartMs = startMs + index * this.#periodMs;
			return value === undefined ? { startMs: periodStartMs } : { startMs: periodStartMs, value };
		});
		const { state } = evaluateAlarm(range, this.#rule);
		const wentToAlarm = state === "ALARM" && this.#state !== "ALARM";
		this.#state = state ?? this.#state;
		return wentToAlarm;
	}
}
