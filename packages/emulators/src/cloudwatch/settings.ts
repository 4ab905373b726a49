/**
 * The emulator's assumptions about behaviour that AWS does not document. `docs/decisions/0006-emulator-cloudwatch-model.md` has the
 * reasons.
 */
export interface CloudWatchSettings {
	/** The time from PutMetricData until the data is visible. Assumed: "usually seconds". */
	readonly putMetricDataDelayMs: number;
	/** How many periods beyond N an evaluation looks back. The one documented example: N = 3 looks at 5. */
	readonly evaluationRangeExtraPeriods: number;
	/**
	 * The least number of periods an evaluation looks at. Assumed from reports that a 1-of-1 alarm takes about five periods to return to OK.
	 */
	readonly minimumEvaluationRangePeriods: number;
	/** When within its interval an alarm is evaluated, in [0, intervalMs). CloudWatch spreads its alarms over the minute. */
	readonly evaluationPhaseMs: (alarmName: string, intervalMs: number) => number;
}

export const DEFAULT_CLOUDWATCH_SETTINGS: CloudWatchSettings = {
	putMetricDataDelayMs: 2_000,
	evaluationRangeExtraPeriods: 2,
	minimumEvaluationRangePeriods: 5,
	evaluationPhaseMs: phaseByName,
};

/** Equal for equal names in every run (FNV-1a). */
function phaseByName(alarmName: string, intervalMs: number): number {
	let hash = 0x811c9dc5;
	for (let index = 0; index < alarmName.length; index += 1) hash = Math.imul(hash ^ alarmName.charCodeAt(index), 0x01000193);
	return (hash >>> 0) % intervalMs;
}
