import type { EmulatorClock } from "../clock.ts";
import type { MetricDatum, MetricSink } from "../metric-datum.ts";
import { type AlarmAction, AlarmBook, type CloudWatchEvent } from "./alarm-book.ts";
import { cloudWatchError } from "./errors.ts";
import { MetricStore } from "./metric-store.ts";
import { deleteAlarms, disableAlarmActions, enableAlarmActions, setAlarmState } from "./operations/alarm-control.ts";
import type { Operation } from "./operations/context.ts";
import { describeAlarmHistory } from "./operations/describe-alarm-history.ts";
import { describeAlarms, describeAlarmsForMetric } from "./operations/describe-alarms.ts";
import { getMetricData } from "./operations/get-metric-data.ts";
import { getMetricStatistics } from "./operations/get-metric-statistics.ts";
import { listMetrics } from "./operations/list-metrics.ts";
import { putMetricAlarm } from "./operations/put-metric-alarm.ts";
import { putMetricData } from "./operations/put-metric-data.ts";
import { listTagsForResource, tagResource, untagResource } from "./operations/tags.ts";
import { type CloudWatchSettings, DEFAULT_CLOUDWATCH_SETTINGS } from "./settings.ts";
import { Structure, type WireForm } from "./structure.ts";

const OPERATIONS: Readonly<Record<string, Operation>> = {
	DeleteAlarms: deleteAlarms,
	DescribeAlarmHistory: describeAlarmHistory,
	DescribeAlarms: describeAlarms,
	DescribeAlarmsForMetric: describeAlarmsForMetric,
	DisableAlarmActions: disableAlarmActions,
	EnableAlarmActions: enableAlarmActions,
	GetMetricData: getMetricData,
	GetMetricStatistics: getMetricStatistics,
	ListMetrics: listMetrics,
	ListTagsForResource: listTagsForResource,
	PutMetricAlarm: putMetricAlarm,
	PutMetricData: putMetricData,
	SetAlarmState: setAlarmState,
	TagResource: tagResource,
	UntagResource: untagResource,
};

/** In AWS's spelling, in the order of the alphabet. */
export const CLOUDWATCH_OPERATIONS: readonly string[] = Object.keys(OPERATIONS);

export interface CloudWatchEmulatorOptions {
	readonly clock: EmulatorClock;
	readonly region: string;
	readonly accountId: string;
	/** Called once for each action of each change of state. */
	readonly onAlarmAction: (action: AlarmAction) => void;
	/** Called for each change of state, before its actions. */
	readonly onEvent?: (event: CloudWatchEvent) => void;
	readonly settings?: Partial<CloudWatchSettings>;
}

/**
 * A model of CloudWatch metrics and metric alarms of one account and Region, on any clock. `docs/emulator-cloudwatch.md` lists what
 * AWS documents, what is assumed and what is left out.
 */
export class CloudWatchEmulator implements MetricSink {
	readonly #clock: EmulatorClock;
	readonly #store: MetricStore;
	readonly #alarms: AlarmBook;
	readonly #settings: CloudWatchSettings;

	constructor({ clock, region, accountId, onAlarmAction, onEvent = () => {}, settings = {} }: CloudWatchEmulatorOptions) {
		this.#clock = clock;
		this.#settings = { ...DEFAULT_CLOUDWATCH_SETTINGS, ...settings };
		this.#store = new MetricStore(() => clock.nowMs());
		this.#alarms = new AlarmBook({ clock, store: this.#store, settings: this.#settings, region, accountId, onAlarmAction, onEvent });
	}

	/** Stores a measurement of any namespace, even `AWS/`; it is visible from `availableAtMs`. */
	putMetric(datum: MetricDatum): void {
		this.#store.put(datum);
	}

	/**
	 * Answers one request.
	 *
	 * @param operation in AWS's spelling: `PutMetricData`
	 * @param input     the shape of the API model, PascalCase; timestamps as `Date`, epoch seconds or ISO 8601
	 * @param form      `text` for a request of the query protocol
	 * @returns the output shape, timestamps as `Date`; `{}` if the model has none
	 * @throws ServiceError with the exception's name in `code`; `cloudWatchQueryErrorCode` gives the query protocol's code for it
	 */
	handle(operation: string, input: object, form: WireForm = "typed"): object {
		const perform = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
		if (perform === undefined) {
			throw cloudWatchError(
				"UnknownOperationException",
				`Of CloudWatch, ${operation.slice(0, 128)} is not served here. Served are ${CLOUDWATCH_OPERATIONS.join(", ")}.`,
			);
		}
		const context = { nowMs: this.#clock.nowMs(), store: this.#store, sink: this, alarms: this.#alarms, settings: this.#settings };
		return perform(new Structure(input, form), context);
	}

	/** Ends all evaluations. */
	close(): void {
		this.#alarms.close();
	}
}
