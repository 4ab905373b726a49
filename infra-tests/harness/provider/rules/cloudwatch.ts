import {
	arn,
	characters,
	demand,
	entries,
	type Inputs,
	isText,
	json,
	matching,
	oneOf,
	type ProviderRule,
	parsed,
	rulesOf,
	uniqueAmong,
	wholeNumber,
} from "../rule.ts";
import { aws, type PinnedEnums, provider, sdkPackage } from "./sources.ts";

const ALARM = provider("cloudwatch/metric_alarm.go");
const PUT_ALARM = aws("AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html");
const DATA_QUERY = aws("AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html");
const ALARM_LIMITS = aws("AmazonCloudWatch/latest/monitoring/alarm-limits.html");
const DASHBOARD = aws("AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html");
const DASHBOARD_LIMITS = aws("AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html");

/** What an alarm of one metric has, and one of metric math may not have. */
const OF_ONE_METRIC = ["metricName", "namespace", "statistic", "extendedStatistic", "period", "dimensions"];

const period = demand(
	"must be 10, 20, 30 or a multiple of 60",
	(seconds) => [10, 20, 30].includes(Number(seconds)) || (Number(seconds) > 0 && Number(seconds) % 60 === 0),
	{ value: 45 },
);

export function cloudWatchRules({ sdk }: PinnedEnums): ProviderRule[] {
	return [
		...rulesOf("aws:cloudwatch/metricAlarm:MetricAlarm", [
			["name", ALARM, characters(1, 255)],
			["name", ALARM, uniqueAmong("name")],
			["alarmDescription", ALARM, characters(0, 1024)],
			["comparisonOperator", sdkPackage("cloudwatch"), oneOf(sdk("cloudwatch", "ComparisonOperator"))],
			["statistic", sdkPackage("cloudwatch"), oneOf(sdk("cloudwatch", "Statistic"))],
			["treatMissingData", PUT_ALARM, oneOf(["breaching", "notBreaching", "ignore", "missing"])],
			["evaluationPeriods", ALARM, wholeNumber(1, Number.MAX_SAFE_INTEGER)],
			["datapointsToAlarm", ALARM, wholeNumber(1, Number.MAX_SAFE_INTEGER)],
			[
				"datapointsToAlarm",
				PUT_ALARM,
				demand("must be at most evaluationPeriods", (points, { inputs }) => Number(points) <= Number(inputs["evaluationPeriods"]), {
					value: 100_000,
				}),
			],
			[
				"evaluationPeriods",
				ALARM_LIMITS,
				demand("must be at most a day of periods under an hour", (periods, { inputs }) => Number(periods) * alarmPeriod(inputs) <= 86_400, {
					value: 86_401,
				}),
			],
			["period", ALARM, period],
			["metricName", ALARM, characters(1, 255)],
			["namespace", ALARM, characters(1, 255)],
			["namespace", PUT_ALARM, matching(/^[^:]/, ":own")],
			["dimensions{}", aws("AmazonCloudWatch/latest/APIReference/API_Dimension.html"), characters(1, 1024)],
			["dimensions{keys}", aws("AmazonCloudWatch/latest/APIReference/API_Dimension.html"), characters(1, 255)],
			["alarmActions", PUT_ALARM, entries(0, 5)],
			["alarmActions[]", ALARM, arn()],
			["okActions", ALARM, entries(0, 5)],
			["okActions[]", ALARM, arn()],
			["metricQueries[].id", PUT_ALARM, matching(/^[a-z][a-zA-Z0-9_]{0,254}$/, "Utilization")],
			["metricQueries[].expression", ALARM, characters(1, 1024)],
			["metricQueries[].metric.metricName", ALARM, characters(1, 255)],
			["metricQueries[].metric.namespace", ALARM, characters(1, 255)],
			["metricQueries[].metric.period", ALARM, period],
			["metricQueries[].metric.stat", sdkPackage("cloudwatch"), oneOf(sdk("cloudwatch", "Statistic"))],
			["metricQueries[].metric.dimensions{}", aws("AmazonCloudWatch/latest/APIReference/API_Dimension.html"), characters(1, 1024)],
			[
				"metricQueries",
				aws("AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html"),
				demand("must be at most 10", (queries) => listOf(queries).length <= 10, {
					write: (inputs) => {
						inputs["metricQueries"] = Array.from({ length: 11 }, (_, index) => ({
							id: `m${index}`,
							expression: "1",
							returnData: index === 0,
						}));
					},
				}),
			],
			[
				"metricQueries",
				DATA_QUERY,
				demand(
					"must return the data of exactly one",
					(queries) => listOf(queries).filter(({ returnData }) => returnData === true).length === 1,
					{
						write: (inputs) => {
							inputs["metricQueries"] = listOf(inputs["metricQueries"]).map((query) => ({ ...query, returnData: true }));
						},
					},
				),
			],
			[
				"metricQueries",
				DATA_QUERY,
				demand(
					"must each have an id of its own",
					(queries) => new Set(listOf(queries).map(({ id }) => id)).size === listOf(queries).length,
					{
						write: (inputs) => {
							inputs["metricQueries"] = listOf(inputs["metricQueries"]).map((query) => ({ ...query, id: "same" }));
						},
					},
				),
			],
			[
				"metricQueries",
				ALARM,
				demand(
					"must each be either an expression or a metric",
					(queries) => listOf(queries).every(({ expression, metric }) => (isAbsent(expression) ? 0 : 1) + (isAbsent(metric) ? 0 : 1) === 1),
					{
						write: (inputs) => {
							inputs["metricQueries"] = listOf(inputs["metricQueries"]).map((query) => ({
								...query,
								expression: "1",
								metric: { metricName: "M", period: 60, stat: "Sum" },
							}));
						},
					},
				),
			],
			[
				"metricQueries",
				ALARM,
				demand(
					"must be without what only an alarm of one metric has",
					(_, { inputs }) => OF_ONE_METRIC.every((name) => isAbsent(inputs[name])),
					{
						write: (inputs) => {
							inputs["statistic"] = "Sum";
						},
					},
				),
			],
			[
				"metricName",
				ALARM,
				demand(
					"must have a statistic with it",
					(_, { inputs }) => isAbsent(inputs["statistic"]) !== isAbsent(inputs["extendedStatistic"]),
					{ write: (inputs) => delete inputs["statistic"] },
				),
			],
		]),
		...rulesOf("aws:cloudwatch/dashboard:Dashboard", [
			["dashboardName", aws("AmazonCloudWatch/latest/APIReference/API_PutDashboard.html"), matching(/^[0-9A-Za-z_-]{1,255}$/, "a.b")],
			["dashboardBody", provider("cloudwatch/dashboard.go"), json()],
			[
				"dashboardBody",
				DASHBOARD_LIMITS,
				demand(
					"must have at most 500 widgets",
					(body) => widgetsOf(body).length <= 500,
					spoilWidgets((widgets) => Array.from({ length: 501 }, () => widgets[0])),
				),
			],
			[
				"dashboardBody",
				DASHBOARD,
				demand(
					"must have widgets of 1 to 24 columns and 1 to 1000 rows within 24 columns",
					(body) => widgetsOf(body).every(({ x, width, height }) => between(x, 0, 23) && between(width, 1, 24) && between(height, 1, 1000)),
					spoilWidgets((widgets) => widgets.map((widget) => ({ ...widget, width: 25 }))),
				),
			],
			[
				"dashboardBody",
				DASHBOARD_LIMITS,
				demand(
					"must show at most 500 metrics a widget and 2500 in all",
					(body) => {
						const counts = widgetsOf(body).map(({ properties }) => listOf((properties as Inputs | undefined)?.["metrics"]).length);
						return counts.every((count) => count <= 500) && counts.reduce((sum, count) => sum + count, 0) <= 2500;
					},
					spoilWidgets((widgets) => [
						...widgets,
						{ x: 0, width: 1, height: 1, properties: { metrics: Array.from({ length: 501 }, () => []) } },
					]),
				),
			],
			[
				"dashboardBody",
				aws("AmazonCloudWatch/latest/logs/cloudwatchlogs_limits_cwl.html"),
				demand(
					"must search at most 50 log groups a widget, in a query of at most 10000 characters",
					(body) =>
						widgetsOf(body).every(({ properties }) => {
							const query = String((properties as Inputs | undefined)?.["query"] ?? "");
							return query.split("SOURCE ").length <= 51 && query.length <= 10_000;
						}),
					spoilWidgets((widgets) => [...widgets, { x: 0, width: 1, height: 1, properties: { query: "SOURCE 'a' | ".repeat(51) } }]),
				),
			],
		]),
		...rulesOf("aws:cloudwatch/logGroup:LogGroup", [
			["name", provider("lambda/validate.go"), matching(/^[0-9A-Za-z_./#-]{1,512}$/, "/aws/lambda/a b")],
			["name", aws("AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html"), uniqueAmong("name")],
			[
				"retentionInDays",
				provider("logs/group.go"),
				oneOf([0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]),
			],
		]),
	];
}

type Listed = Readonly<Record<string, unknown>>;

function listOf(value: unknown): readonly Listed[] {
	return Array.isArray(value) ? value : [];
}

function widgetsOf(body: unknown): readonly Listed[] {
	return listOf((parsed(body) as { readonly widgets?: unknown } | undefined)?.widgets);
}

function spoilWidgets(spoil: (widgets: readonly Listed[]) => readonly unknown[]) {
	return {
		write: (inputs: Record<string, unknown>) => {
			inputs["dashboardBody"] = JSON.stringify({ widgets: spoil(widgetsOf(inputs["dashboardBody"])) });
		},
	};
}

function between(value: unknown, from: number, to: number): boolean {
	return typeof value === "number" && value >= from && value <= to;
}

function isAbsent(value: unknown): boolean {
	return value === undefined || value === null || (isText(value) && value === "");
}

/** Seconds: the alarm's own, or the longest of its metrics'. */
function alarmPeriod(inputs: Inputs): number {
	const ofQueries = listOf(inputs["metricQueries"]).map(({ metric }) => Number((metric as Inputs | undefined)?.["period"] ?? 0));
	return Math.max(Number(inputs["period"] ?? 0), ...ofQueries);
}
