import {
	HEADROOM_METRICS,
	HEADROOM_NAMESPACE,
	KINESIS_METRIC_PERIOD_SECONDS,
	KINESIS_METRICS,
	KINESIS_NAMESPACE,
	LOG_EVENTS,
	STREAM_NAME_DIMENSION,
} from "@headroom/controller";
import { BYTES_PER_SECOND_PER_SHARD, RECORDS_PER_SECOND_PER_SHARD, RESHARDS_PER_ROLLING_DAY } from "@headroom/engine";

/** What the dashboard shows, by the names of the metrics. */
export interface DashboardInput {
	readonly region: string;
	readonly streamNames: readonly string[];
	/** Absent where the voting system is left out. */
	readonly voting?: { readonly apiId: string; readonly overflowQueueName: string } | undefined;
	readonly functionNames: readonly string[];
	/** The functions that evaluate streams: their log groups hold the reshards. */
	readonly evaluatingFunctionNames: readonly string[];
	readonly deadLetterQueueNames: readonly string[];
}

/** A metric or an expression, as in the source of a dashboard. */
type Row = readonly (Shown | string)[];

/** How a row is drawn. */
type Shown = Readonly<Record<string, boolean | string>>;

interface Widget {
	readonly type: "log" | "metric" | "text";
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
	readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * A dashboard is 24 columns wide.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html read 2026-11-25
 */
const COLUMNS = 24;
const CHART_HEIGHT = 6;
const TITLE_HEIGHT = 1;

const BLUE = "#1f77b4";
const GREY = "#7f7f7f";
const ORANGE = "#ff7f0e";
const RED = "#d62728";

/** One page: a section for each stream, then the voting API, then Headroom itself. */
export function dashboardBody(input: DashboardInput): { readonly widgets: readonly Widget[] } {
	const { region, streamNames, voting } = input;
	const sections = [
		...streamNames.map((name) => streamSection(name, input)),
		...(voting === undefined ? [] : [votingSection(region, voting)]),
		healthSection(input),
	];
	return { widgets: stacked(sections) };
}

interface Section {
	readonly title: string;
	readonly rows: readonly (readonly Chart[])[];
}

/** A widget without its place. */
type Chart = Pick<Widget, "properties" | "type">;

function stacked(sections: readonly Section[]): Widget[] {
	const widgets: Widget[] = [];
	let y = 0;
	for (const { title, rows } of sections) {
		widgets.push({ type: "text", x: 0, y, width: COLUMNS, height: TITLE_HEIGHT, properties: { markdown: `## ${title}` } });
		y += TITLE_HEIGHT;
		for (const row of rows) {
			const width = COLUMNS / row.length;
			widgets.push(...row.map((chart, index) => ({ ...chart, x: index * width, y, width, height: CHART_HEIGHT })));
			y += CHART_HEIGHT;
		}
	}
	return widgets;
}

function streamSection(streamName: string, { region, evaluatingFunctionNames }: DashboardInput): Section {
	const kinesis = (metricName: string, id: string, stat = "Sum", shown: Shown = { visible: false }): Row => [
		KINESIS_NAMESPACE,
		metricName,
		STREAM_NAME_DIMENSION,
		streamName,
		{ id, stat, ...shown },
	];
	const own = (metricName: string, shown: Shown): Row => [HEADROOM_NAMESPACE, metricName, STREAM_NAME_DIMENSION, streamName, shown];
	const records = kinesis(KINESIS_METRICS.incomingRecords, "records");
	const bytes = kinesis(KINESIS_METRICS.incomingBytes, "bytes");
	const throttled = kinesis(KINESIS_METRICS.writeProvisionedThroughputExceeded, "throttled");
	const openShardCount = own(HEADROOM_METRICS.openShardCount, { id: "shards", stat: "Minimum", visible: false });
	const capacity = (perShard: number): Row => expression("capacity", `FILL(shards, REPEAT) * ${perShard}`, "Capacity", GREY);
	return {
		title: `Stream ${streamName}`,
		rows: [
			[
				chart(region, "Records/s: offered against capacity", "records/s", [
					expression("offered", "(records + FILL(throttled, 0)) / PERIOD(records)", "Offered (with what was throttled)", ORANGE),
					expression("written", "records / PERIOD(records)", "Written", BLUE),
					capacity(RECORDS_PER_SECOND_PER_SHARD),
					records,
					throttled,
					openShardCount,
				]),
				chart(region, "Bytes/s: written against capacity", "bytes/s", [
					expression("written", "bytes / PERIOD(bytes)", "Written", BLUE),
					capacity(BYTES_PER_SECOND_PER_SHARD),
					bytes,
					openShardCount,
				]),
			],
			[
				chart(region, "Throttled writes a minute", "writes", [
					kinesis(KINESIS_METRICS.writeProvisionedThroughputExceeded, "throttled", "Sum", { label: "All producers", color: RED }),
					own(HEADROOM_METRICS.writeThrottles, { stat: "Sum", label: "Voting, within seconds", color: ORANGE }),
				]),
				// Each change of the count draws a point of its own: a reshard. The table below has the reasons.
				chart(region, "Open shards, with reshards", "shards", [
					expression("open", "FILL(shards, REPEAT)", "Open shards", BLUE),
					expression("reshards", "IF(DIFF(open) != 0, open)", "Reshard", RED),
					openShardCount,
				]),
				chart(region, `Reshards left of ${RESHARDS_PER_ROLLING_DAY} in 24 h`, "reshards", [
					own(HEADROOM_METRICS.reshardsLeft, { stat: "Minimum", label: "Left", color: BLUE }),
				]),
				chart(region, "Iterator age (how far consumers are behind)", "ms", [
					kinesis(KINESIS_METRICS.iteratorAgeMilliseconds, "age", "Maximum", { label: "Furthest behind", color: BLUE }),
				]),
			],
			[reshardTable(region, streamName, evaluatingFunctionNames)],
		],
	};
}

function votingSection(region: string, { apiId, overflowQueueName }: NonNullable<DashboardInput["voting"]>): Section {
	const api = (metricName: string, shown: Shown): Row => ["AWS/ApiGateway", metricName, "ApiId", apiId, shown];
	const queue = (metricName: string, shown: Shown): Row => ["AWS/SQS", metricName, "QueueName", overflowQueueName, shown];
	return {
		title: "Voting API",
		rows: [
			[
				chart(region, "Answers a minute", "answers", [
					api("Count", { stat: "Sum", label: "All", color: BLUE }),
					api("4xx", { stat: "Sum", label: "4xx", color: ORANGE }),
					api("5xx", { stat: "Sum", label: "5xx", color: RED }),
				]),
				chart(region, "Latency", "ms", [
					api("Latency", { stat: "p50", label: "p50", color: BLUE }),
					api("Latency", { stat: "p95", label: "p95", color: ORANGE }),
				]),
				chart(region, "Votes that wait for room in the stream", "votes", [
					queue("ApproximateNumberOfMessagesVisible", { stat: "Maximum", label: "Waiting", color: BLUE }),
					queue("NumberOfMessagesSent", { stat: "Sum", label: "Answered 202", color: ORANGE }),
				]),
			],
		],
	};
}

function healthSection({ region, functionNames, deadLetterQueueNames }: DashboardInput): Section {
	const ofFunctions = (metricName: string): Row[] =>
		functionNames.map((name) => ["AWS/Lambda", metricName, "FunctionName", name, { stat: "Sum", label: name }]);
	return {
		title: "Headroom itself",
		rows: [
			[
				chart(region, "Errors of functions", "errors", ofFunctions("Errors")),
				chart(region, "Invocations that found no room", "throttles", ofFunctions("Throttles")),
				chart(
					region,
					"Given up, waiting for a person",
					"messages",
					deadLetterQueueNames.map((name) => [
						"AWS/SQS",
						"ApproximateNumberOfMessagesVisible",
						"QueueName",
						name,
						{ stat: "Maximum", label: name },
					]),
				),
			],
		],
	};
}

function reshardTable(region: string, streamName: string, functionNames: readonly string[]): Chart {
	const sources = functionNames.map((name) => `SOURCE '/aws/lambda/${name}'`).join(" | ");
	return {
		type: "log",
		properties: {
			region,
			title: "Reshards and why",
			view: "table",
			query:
				`${sources} | fields @timestamp, summary, openShardCount, targetShardCount, reshardsLeft` +
				` | filter event = "${LOG_EVENTS.evaluated}" and outcome = "accepted" and streamName = "${streamName}"` +
				" | sort @timestamp desc | limit 50",
		},
	};
}

function expression(id: string, text: string, label: string, color: string): Row {
	return [{ id, expression: text, label, color }];
}

function chart(region: string, title: string, unit: string, metrics: readonly Row[]): Chart {
	return {
		type: "metric",
		properties: {
			region,
			title,
			metrics,
			view: "timeSeries",
			period: KINESIS_METRIC_PERIOD_SECONDS,
			yAxis: { left: { min: 0, label: unit, showUnits: false } },
		},
	};
}
