export const KINESIS_METRIC_NAMES = ["IncomingRecords", "IncomingBytes", "WriteProvisionedThroughputExceeded"] as const;
export type KinesisMetricName = (typeof KINESIS_METRIC_NAMES)[number];

/** What a series' name says of it. */
export interface MetricLabel {
	/** Absent: none of the stream's own that a trace is made of. */
	readonly metric?: KinesisMetricName;
	/** As CloudWatch spells it: `Sum`, `Average`, `p99`. */
	readonly statistic?: string;
	readonly periodSeconds?: number;
	readonly streamName?: string;
}

/** `us-east-1:AWS/Kinesis StreamName:orders IncomingRecords Sum 60`: the console's "Full label". */
const FULL_LABEL =
	/^(?:[a-z]{2}[a-z0-9-]*:)?(?<namespace>[\w./#-]+) (?<dimensions>(?:\w+:\S+ )*)(?<metric>\S+) (?<statistic>\S+) (?<period>\d+)$/;
const STREAM_DIMENSION = /StreamName[:=]\s*"?([\w.-]+)/;
const SHARD_DIMENSION = /ShardId[:=]/;
/** Dynamic parts such as `[max: 3000, last: 12]`, and Grafana's `{StreamName="orders"}`. */
const BRACKETS = /\[[^\]]*\]|\{[^}]*\}/g;
const STATISTIC = /(?<=^|[\s_(:|,])(Sum|Average|Minimum|Maximum|SampleCount|IQM|(?:p|tm|tc|ts|wm|pr)\d{1,3}(?:\.\d+)?)(?=$|[\s_):|,])/;
/** A value that was calculated from the metric is another one. */
const CALCULATED = /\b[A-Z_]{3,}\(| [*/+-] |\bper[ _]?(?:second|minute|s)\b|\/s\b/i;

/** @param label of a CloudWatch answer, a console export or a column of Grafana's: the metric's name stands in it as a word */
export function readMetricLabel(label: string): MetricLabel {
	const full = FULL_LABEL.exec(label)?.groups;
	const streamName = STREAM_DIMENSION.exec(label)?.[1];
	const about = streamName === undefined ? {} : { streamName };
	if (full !== undefined) {
		const isOfStream = full["namespace"] === "AWS/Kinesis" && !SHARD_DIMENSION.test(full["dimensions"] ?? "");
		const metric = isOfStream ? KINESIS_METRIC_NAMES.find((name) => name === full["metric"]) : undefined;
		return {
			...about,
			...(metric !== undefined && { metric }),
			statistic: full["statistic"] ?? "",
			periodSeconds: Number(full["period"]),
		};
	}
	const words = label.replaceAll(BRACKETS, " ");
	const named = KINESIS_METRIC_NAMES.filter((name) => new RegExp(`(?<![A-Za-z0-9.])${name}(?![A-Za-z0-9.])`).test(words));
	const [metric] = named;
	const statistic = STATISTIC.exec(words)?.[1];
	const isOne = named.length === 1 && !CALCULATED.test(words) && !SHARD_DIMENSION.test(label);
	return { ...about, ...(isOne && metric !== undefined && { metric }), ...(statistic !== undefined && { statistic }) };
}

/** `incomingrecords`, as people call a query. */
export function metricOfId(id: string): KinesisMetricName | undefined {
	return KINESIS_METRIC_NAMES.find((name) => name.toLowerCase() === id.toLowerCase().replaceAll("_", ""));
}
