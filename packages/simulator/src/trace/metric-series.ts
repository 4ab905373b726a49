import { KINESIS_METRIC_NAMES, type KinesisMetricName, type MetricLabel, metricOfId } from "./metric-label.ts";
import type { KinesisMetricSums } from "./metric-sums.ts";
import { shortened } from "./time-text.ts";
import type { FaultList } from "./trace-error.ts";

/** One series of a file: a result of GetMetricData, an answer of GetMetricStatistics, a column. */
export interface MetricSeries {
	/** Its name for `--metric`. */
	readonly id: string;
	readonly label: MetricLabel;
	/** By time, milliseconds since the epoch. */
	readonly sums: Map<number, number>;
}

export interface ChosenMetrics {
	readonly sums: KinesisMetricSums;
	/** As the labels say; absent if they do not. */
	readonly periodSeconds?: number;
	/** Series that are passed over. */
	readonly passedOver: readonly string[];
}

export type MetricsById = Readonly<Record<string, KinesisMetricName>>;

/** Adds a value. A time that comes twice is a fault. */
export function addSum(
	{ id, sums }: MetricSeries,
	atMs: number,
	value: unknown,
	where: { readonly time: string; readonly value: string },
	faults: FaultList,
): void {
	if (typeof value !== "number") faults.add(where.value, `is ${JSON.stringify(value) ?? "absent"}, not a number`);
	else if (value < 0) faults.add(where.value, `${value} is negative`);
	else if (sums.has(atMs)) faults.add(where.time, `${shortened(id)} has two values at ${new Date(atMs).toISOString()}`);
	else sums.set(atMs, value);
}

/** The stream's metrics among the series. The others are passed over; two series for one metric are a fault, unless `--metric` chooses. */
export function chooseMetrics(series: readonly MetricSeries[], byId: MetricsById, faults: FaultList): ChosenMetrics {
	const all = `the series are ${series.map(({ id }) => `"${shortened(id)}"`).join(", ") || "none"}`;
	for (const id of Object.keys(byId)) if (!series.some((one) => one.id === id)) faults.add(`--metric ${id}`, `is not in the file; ${all}`);
	const given = new Set(Object.values(byId));
	const chosen = new Map<KinesisMetricName, MetricSeries>();
	for (const metric of KINESIS_METRIC_NAMES) {
		const candidates = series.filter((one) => (given.has(metric) ? byId[one.id] === metric : metricOf(one, byId) === metric));
		const sums = given.has(metric) ? candidates : candidates.filter(({ label: { statistic = "Sum" } }) => statistic === "Sum");
		const [one, another] = sums;
		if (another !== undefined) {
			const ids = sums.map(({ id }) => `"${shortened(id)}"`).join(" and ");
			faults.add(metric, `is ${ids}: say --metric <series>=${metric} for the one to read`);
		} else if (one !== undefined) chosen.set(metric, one);
		else {
			for (const { id, label } of candidates) {
				faults.add(`series "${shortened(id)}"`, `is the ${label.statistic} of ${metric}: export the statistic Sum instead`);
			}
		}
	}
	faults.throwIfAny();
	const records = chosen.get("IncomingRecords");
	if (records === undefined)
		faults.add("IncomingRecords", `is not in the file; ${all}; if one of them is it, say --metric <series>=IncomingRecords`);
	const streamNames = new Set([...chosen.values()].flatMap(({ label: { streamName } }) => streamName ?? []));
	if (streamNames.size > 1) {
		faults.add(
			"the series",
			`are of several streams, ${[...streamNames].join(" and ")}: say --metric <series>=IncomingRecords, and likewise for the others`,
		);
	}
	const periods = new Set([...chosen.values()].flatMap(({ label: { periodSeconds } }) => periodSeconds ?? []));
	if (periods.size > 1) faults.add("the series", `have several periods, ${[...periods].join(" s and ")} s: export them with one`);
	faults.throwIfAny();
	const [periodSeconds] = periods;
	const [bytes, throttled] = [chosen.get("IncomingBytes"), chosen.get("WriteProvisionedThroughputExceeded")];
	return {
		sums: {
			incomingRecords: records?.sums ?? new Map(),
			...(bytes !== undefined && { incomingBytes: bytes.sums }),
			...(throttled !== undefined && { throttledRecords: throttled.sums }),
		},
		...(periodSeconds !== undefined && { periodSeconds }),
		passedOver: series.filter((one) => ![...chosen.values()].includes(one)).map(({ id }) => id),
	};
}

function metricOf({ id, label }: MetricSeries, byId: MetricsById): KinesisMetricName | undefined {
	if (Object.hasOwn(byId, id)) return byId[id];
	// A full label tells of another namespace's metric: its id does not matter then.
	return label.metric ?? (label.periodSeconds === undefined ? metricOfId(id) : undefined);
}
