import type { CloudWatchSettings } from "./settings.ts";
import type { ComparisonOperator, MissingDataTreatment, StateValue } from "./shapes.ts";

/** One period of the evaluation range; without a value it is missing. */
export interface AlarmDatapoint {
	readonly startMs: number;
	readonly value?: number | undefined;
}

export interface AlarmRule {
	/** N: how many datapoints an evaluation considers. */
	readonly evaluationPeriods: number;
	/** M: how many of them must breach. */
	readonly datapointsToAlarm: number;
	readonly comparisonOperator: ComparisonOperator;
	readonly threshold: number;
	readonly treatMissingData: MissingDataTreatment;
}

export interface PresentDatapoint {
	readonly startMs: number;
	readonly value: number;
	readonly isBreaching: boolean;
}

export interface AlarmVerdict {
	/** Absent: the alarm keeps its state. */
	readonly state?: StateValue;
	/** The real datapoints the verdict rests on, newest first, at most N. */
	readonly datapoints: readonly PresentDatapoint[];
	/** How many of N were missing and filled in. */
	readonly missingCount: number;
}

/** How many periods an evaluation looks at: more than N, so that missing datapoints can be stepped over. */
export function evaluationRangePeriods(
	evaluationPeriods: number,
	settings: Pick<CloudWatchSettings, "evaluationRangeExtraPeriods" | "minimumEvaluationRangePeriods">,
): number {
	return Math.max(settings.minimumEvaluationRangePeriods, evaluationPeriods + settings.evaluationRangeExtraPeriods);
}

/**
 * The state an alarm should have, from the datapoints of its evaluation range, which is wider than its N evaluation periods.
 *
 * With N real datapoints in the range, at any distance, the newest N decide and missing ones do not matter. With fewer, as few missing ones
 * as possible are filled in by the alarm's setting. Two documented refinements. With `missing`, an alarm goes to ALARM when all real
 * datapoints breach and the oldest is at least M periods old ("premature alarm state"). With `ignore`, it keeps its state if all real
 * datapoints breach and there are fewer than M.
 *
 * @param range oldest first
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html read 2026-11-23
 */
export function evaluateAlarm(range: readonly AlarmDatapoint[], rule: AlarmRule): AlarmVerdict {
	const { evaluationPeriods, datapointsToAlarm, treatMissingData } = rule;
	const present: PresentDatapoint[] = [];
	for (const { startMs, value } of range.toReversed()) {
		if (value === undefined || present.length === evaluationPeriods) continue;
		present.push({ startMs, value, isBreaching: isBreaching(value, rule) });
	}
	const missingCount = evaluationPeriods - present.length;
	const breachingCount = present.filter((datapoint) => datapoint.isBreaching).length;
	const verdict = (state: StateValue | undefined): AlarmVerdict => ({
		...(state !== undefined && { state }),
		datapoints: present,
		missingCount,
	});

	if (breachingCount >= datapointsToAlarm) return verdict("ALARM");
	if (missingCount === 0) return verdict("OK");
	const hasOnlyBreaching = breachingCount === present.length;
	switch (treatMissingData) {
		case "breaching":
			return verdict(breachingCount + missingCount >= datapointsToAlarm ? "ALARM" : "OK");
		case "notBreaching":
			return verdict("OK");
		case "ignore":
			return verdict(hasOnlyBreaching ? undefined : "OK");
		case "missing":
			if (present.length === 0) return verdict("INSUFFICIENT_DATA");
			return verdict(hasOnlyBreaching && ageInPeriods(range, present) >= datapointsToAlarm ? "ALARM" : "OK");
		default:
			return treatMissingData satisfies never;
	}
}

/** Of the oldest real datapoint, the newest period of the range counting as 1. */
function ageInPeriods(range: readonly AlarmDatapoint[], present: readonly PresentDatapoint[]): number {
	const oldest = present.at(-1);
	return oldest === undefined ? 0 : range.length - range.findIndex(({ startMs }) => startMs === oldest.startMs);
}

function isBreaching(value: number, { comparisonOperator, threshold }: AlarmRule): boolean {
	switch (comparisonOperator) {
		case "GreaterThanThreshold":
			return value > threshold;
		case "GreaterThanOrEqualToThreshold":
			return value >= threshold;
		case "LessThanThreshold":
			return value < threshold;
		case "LessThanOrEqualToThreshold":
			return value <= threshold;
		default:
			return comparisonOperator satisfies never;
	}
}
