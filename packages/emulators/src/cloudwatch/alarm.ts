import type { AlarmRule } from "./alarm-evaluation.ts";
import type { CompiledQuery } from "./compiled-query.ts";
import type { AlarmConfiguration, StateValue } from "./shapes.ts";

export interface AlarmState {
	readonly value: StateValue;
	readonly reason: string;
	/** JSON text. */
	readonly reasonData?: string;
	readonly updatedAtMs: number;
}

/** The queries of an alarm, at one period. One of them is compared with the threshold. */
export interface WatchedMetric {
	readonly queries: readonly CompiledQuery[];
	readonly watched: CompiledQuery;
	readonly periodSeconds: number;
}

/** A metric alarm: its configuration may be replaced, its state lives on. */
export interface Alarm {
	readonly arn: string;
	configuration: AlarmConfiguration;
	watches: WatchedMetric;
	configurationUpdatedAtMs: number;
	state: AlarmState;
	/** When the state's value last changed, by an evaluation or by SetAlarmState. */
	transitionedAtMs: number;
	readonly tags: Map<string, string>;
	cancelEvaluation: () => void;
}

export function ruleOf(configuration: AlarmConfiguration): AlarmRule {
	return {
		evaluationPeriods: configuration.EvaluationPeriods,
		datapointsToAlarm: configuration.DatapointsToAlarm ?? configuration.EvaluationPeriods,
		comparisonOperator: configuration.ComparisonOperator,
		threshold: configuration.Threshold,
		treatMissingData: configuration.TreatMissingData ?? "missing",
	};
}

/** The actions of a state, none while actions are disabled. */
export function actionsOf(
	{ ActionsEnabled, OKActions, AlarmActions, InsufficientDataActions }: AlarmConfiguration,
	state: StateValue,
): readonly string[] {
	if (!ActionsEnabled) return [];
	switch (state) {
		case "OK":
			return OKActions;
		case "ALARM":
			return AlarmActions;
		case "INSUFFICIENT_DATA":
			return InsufficientDataActions;
		default:
			return state satisfies never;
	}
}
