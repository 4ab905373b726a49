import type { EmulatorClock } from "../clock.ts";
import { type Alarm, type AlarmState, actionsOf, type WatchedMetric } from "./alarm.ts";
import {
	type Account,
	type AlarmEventBridgeEvent,
	type AlarmLambdaEvent,
	type AlarmSnsMessage,
	type AlarmTransition,
	eventBridgeEvent,
	lambdaEvent,
	snsMessage,
	snsSubject,
} from "./alarm-events.ts";
import { AlarmHistory } from "./alarm-history.ts";
import { lookAtAlarm } from "./alarm-query.ts";
import { stateReason, stateReasonData } from "./alarm-reason.ts";
import { evaluationIntervalMs } from "./limits.ts";
import type { MetricStore } from "./metric-store.ts";
import type { CloudWatchSettings } from "./settings.ts";
import type { AlarmConfiguration, StateValue } from "./shapes.ts";

/** One action to carry out. Its `actionArn` shows which of the three shapes to deliver. */
export interface AlarmAction {
	readonly actionArn: string;
	readonly alarmArn: string;
	readonly alarmName: string;
	readonly state: StateValue;
	readonly previousState: StateValue;
	readonly atMs: number;
	readonly lambdaEvent: AlarmLambdaEvent;
	/** `Subject` of the SNS message; `snsMessage` as JSON is its text. */
	readonly snsSubject: string;
	readonly snsMessage: AlarmSnsMessage;
	readonly eventBridgeEvent: AlarmEventBridgeEvent;
}

/** Every change of an alarm's state, with or without actions. */
export interface CloudWatchEvent {
	readonly kind: "alarm-state";
	readonly alarmName: string;
	readonly alarmArn: string;
	readonly state: StateValue;
	readonly previousState: StateValue;
	readonly reason: string;
	readonly atMs: number;
	readonly eventBridgeEvent: AlarmEventBridgeEvent;
}

export interface AlarmBookOptions extends Account {
	readonly clock: EmulatorClock;
	readonly store: MetricStore;
	readonly settings: CloudWatchSettings;
	readonly onAlarmAction: (action: AlarmAction) => void;
	readonly onEvent: (event: CloudWatchEvent) => void;
}

/** All metric alarms: keeps them, evaluates each on its schedule, and emits the actions and events of a change of state. */
export class AlarmBook {
	readonly history = new AlarmHistory();
	readonly #alarms = new Map<string, Alarm>();
	readonly #options: AlarmBookOptions;
	#isClosed = false;

	constructor(options: AlarmBookOptions) {
		this.#options = options;
	}

	/** Creates an alarm in INSUFFICIENT_DATA, or replaces a configuration and leaves the state. Tags count at creation only. */
	put(configuration: AlarmConfiguration, watches: WatchedMetric, tags: ReadonlyMap<string, string>): void {
		const nowMs = this.#nowMs();
		const name = configuration.AlarmName;
		const known = this.#alarms.get(name);
		const alarm: Alarm = known ?? {
			arn: this.arnOf(name),
			configuration,
			watches,
			configurationUpdatedAtMs: nowMs,
			state: { value: "INSUFFICIENT_DATA", reason: "Unchecked: Initial alarm creation", updatedAtMs: nowMs },
			transitionedAtMs: nowMs,
			tags: new Map(tags),
			cancelEvaluation: () => {},
		};
		alarm.configuration = configuration;
		alarm.watches = watches;
		alarm.configurationUpdatedAtMs = nowMs;
		this.#alarms.set(name, alarm);
		this.history.configuration(name, nowMs, known === undefined ? "created" : "updated", configuration);
		alarm.cancelEvaluation();
		this.#scheduleEvaluation(alarm);
	}

	get(alarmName: string): Alarm | undefined {
		return this.#alarms.get(alarmName);
	}

	getByArn(arn: string): Alarm | undefined {
		return this.list().find((alarm) => alarm.arn === arn);
	}

	/** By name, as DescribeAlarms lists them. */
	list(): Alarm[] {
		return [...this.#alarms.values()].sort((a, b) => (a.configuration.AlarmName < b.configuration.AlarmName ? -1 : 1));
	}

	/** @returns whether there was one */
	delete(alarmName: string): boolean {
		const alarm = this.#alarms.get(alarmName);
		if (alarm === undefined) return false;
		alarm.cancelEvaluation();
		this.#alarms.delete(alarmName);
		this.history.configuration(alarmName, this.#nowMs(), "deleted", alarm.configuration);
		return true;
	}

	/** Sets a state as an evaluation would; the next evaluation restores the true one. */
	setState(alarm: Alarm, state: Omit<AlarmState, "updatedAtMs">): void {
		const nowMs = this.#nowMs();
		const next = { ...state, updatedAtMs: nowMs };
		if (alarm.state.value === state.value) alarm.state = next;
		else this.#transition(alarm, next);
	}

	close(): void {
		this.#isClosed = true;
		for (const alarm of this.#alarms.values()) alarm.cancelEvaluation();
	}

	arnOf(alarmName: string): string {
		return `arn:aws:cloudwatch:${this.#options.region}:${this.#options.accountId}:alarm:${alarmName}`;
	}

	#scheduleEvaluation(alarm: Alarm): void {
		if (this.#isClosed) return;
		const { clock, settings } = this.#options;
		const intervalMs = evaluationIntervalMs(alarm.watches.periodSeconds);
		const phaseMs = settings.evaluationPhaseMs(alarm.configuration.AlarmName, intervalMs);
		const nextMs = (Math.floor((clock.nowMs() - phaseMs) / intervalMs) + 1) * intervalMs + phaseMs;
		alarm.cancelEvaluation = clock.schedule(nextMs, () => {
			// First, so that an error of a listener does not end the evaluations.
			this.#scheduleEvaluation(alarm);
			this.#evaluate(alarm);
		});
	}

	#evaluate(alarm: Alarm): void {
		const { store, settings } = this.#options;
		const nowMs = this.#nowMs();
		const { verdict, context } = lookAtAlarm(alarm, store, nowMs, settings);
		if (verdict.state === undefined || verdict.state === alarm.state.value) return;
		this.#transition(alarm, {
			value: verdict.state,
			reason: stateReason(verdict.state, verdict, context),
			reasonData: stateReasonData(verdict, context),
			updatedAtMs: nowMs,
		});
	}

	#transition(alarm: Alarm, state: AlarmState): void {
		const { onAlarmAction, onEvent } = this.#options;
		const previousState = alarm.state;
		alarm.state = state;
		alarm.transitionedAtMs = state.updatedAtMs;
		const alarmName = alarm.configuration.AlarmName;
		this.history.state(alarmName, state.updatedAtMs, previousState, state);
		const transition: AlarmTransition = { alarm, previousState, atMs: state.updatedAtMs };
		const shared = {
			alarmName,
			alarmArn: alarm.arn,
			state: state.value,
			previousState: previousState.value,
			atMs: state.updatedAtMs,
			eventBridgeEvent: eventBridgeEvent(transition, this.#options),
		};
		const forTargets = {
			lambdaEvent: lambdaEvent(transition, this.#options),
			snsSubject: snsSubject(transition, this.#options),
			snsMessage: snsMessage(transition, this.#options),
		};
		onEvent({ kind: "alarm-state", reason: state.reason, ...shared });
		for (const actionArn of actionsOf(alarm.configuration, state.value)) {
			this.history.action(alarmName, state.updatedAtMs, actionArn);
			onAlarmAction({ actionArn, ...shared, ...forTargets });
		}
	}

	#nowMs(): number {
		return this.#options.clock.nowMs();
	}
}
