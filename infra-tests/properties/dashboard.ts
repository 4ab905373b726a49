import { deploymentOfStage } from "@headroom/config";
import { HEADROOM_METRICS, HEADROOM_NAMESPACE, KINESIS_METRICS, KINESIS_NAMESPACE } from "@headroom/controller";
import { REGION } from "../harness/account.ts";
import { all, type ResourceOf } from "../harness/look-up.ts";
import type { RecordedApp } from "../harness/recorded-app.ts";
import { managedStreamsOf } from "./managed-streams.ts";
import { differences, type Fault, fault, type Property } from "./property.ts";

interface Widget {
	readonly type?: string;
	readonly x?: number;
	readonly y?: number;
	readonly width?: number;
	readonly height?: number;
	readonly properties?: {
		readonly region?: string;
		readonly title?: string;
		readonly query?: string;
		readonly metrics?: readonly (readonly unknown[])[];
	};
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html read 2026-11-25 */
const COLUMNS = 24;
const METRICS_PER_WIDGET = 500;

/**
 * Metrics of each namespace, from AWS's documentation.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html (all read 2026-11-25)
 */
const METRICS: Readonly<Record<string, { readonly dimension: string; readonly names: readonly string[] }>> = {
	[HEADROOM_NAMESPACE]: { dimension: "StreamName", names: Object.values(HEADROOM_METRICS) },
	[KINESIS_NAMESPACE]: { dimension: "StreamName", names: Object.values(KINESIS_METRICS) },
	"AWS/Lambda": { dimension: "FunctionName", names: ["Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions"] },
	"AWS/SQS": {
		dimension: "QueueName",
		names: [
			"ApproximateNumberOfMessagesVisible",
			"ApproximateAgeOfOldestMessage",
			"NumberOfMessagesSent",
			"NumberOfMessagesReceived",
			"NumberOfMessagesDeleted",
		],
	},
	"AWS/ApiGateway": { dimension: "ApiId", names: ["4xx", "5xx", "Count", "IntegrationLatency", "Latency", "DataProcessed"] },
};

export const dashboardShowsWhatExists: Property = {
	sentence: "every chart shows metrics that exist, of resources of the app",
	faults: (app) => onTheDashboard(app, (dashboard, widgets) => widgets.flatMap((widget) => metricFaults(app, dashboard, widget))),
};

export const dashboardExpressionsResolve: Property = {
	sentence: "every expression on the dashboard is made of ids of its own chart",
	faults: (app) =>
		onTheDashboard(app, (dashboard, widgets) =>
			widgets.flatMap((widget) => {
				const shown = rowsOf(widget).map(({ shown }) => shown);
				const ids = shown.flatMap(({ id }) => (id === undefined ? [] : [id]));
				return shown.flatMap(({ expression = "" }) =>
					[...expression.matchAll(/\b[a-z][A-Za-z0-9_]*\b/g)]
						.filter(([name]) => !ids.includes(name))
						.map(([name]) => fault(dashboard, pathIn(widget), `has no id ${name}, which ${expression} reads`)),
				);
			}),
		),
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html read 2026-11-25 */
export const dashboardIsOfItsRegion: Property = {
	sentence: "the dashboard's name tells its Region, since dashboards belong to the whole account",
	faults: (app) =>
		all(app, "dashboard").flatMap((each) => differences(each, { dashboardName: `${deploymentOfStage(app.stage)}-${REGION}` })),
};

export const dashboardFitsOnePage: Property = {
	sentence: "the dashboard is one page without gaps over the edge or widgets over each other",
	faults: (app) =>
		onTheDashboard(app, (dashboard, widgets) =>
			widgets.flatMap((widget, index) => {
				const { x = -1, width = 0 } = widget;
				return [
					...(x >= 0 && width > 0 && x + width <= COLUMNS ? [] : [fault(dashboard, pathIn(widget), `reaches over ${COLUMNS} columns`)]),
					...widgets
						.slice(index + 1)
						.filter((other) => overlap(widget, other))
						.map((other) => fault(dashboard, pathIn(widget), `covers ${pathIn(other)}`)),
				];
			}),
		),
};

export const dashboardAnswersTheQuestions: Property = {
	sentence: "for each stream the dashboard shows offered load, throttles, shards with reshards, budget and iterator age; and 5xx once",
	faults: (app) =>
		onTheDashboard(app, (dashboard, widgets) => {
			const shown = widgets.flatMap((widget) =>
				rowsOf(widget).map(({ namespace, metricName, value }) => `${namespace} ${metricName} ${value}`),
			);
			const wanted = managedStreamsOf(app).flatMap(({ streamName }) => [
				`${KINESIS_NAMESPACE} IncomingRecords ${streamName}`,
				`${KINESIS_NAMESPACE} IncomingBytes ${streamName}`,
				`${KINESIS_NAMESPACE} WriteProvisionedThroughputExceeded ${streamName}`,
				`${KINESIS_NAMESPACE} GetRecords.IteratorAgeMilliseconds ${streamName}`,
				`${HEADROOM_NAMESPACE} OpenShardCount ${streamName}`,
				`${HEADROOM_NAMESPACE} ReshardsLeft ${streamName}`,
			]);
			return [
				...wanted.filter((each) => !shown.includes(each)).map((each) => fault(dashboard, each, "is not shown")),
				...(shown.some((each) => each.startsWith("AWS/ApiGateway 5xx")) ? [] : [fault(dashboard, "AWS/ApiGateway 5xx", "is not shown")]),
				...managedStreamsOf(app)
					.filter(
						({ streamName }) => !widgets.some(({ type, properties }) => type === "log" && properties?.query?.includes(`"${streamName}"`)),
					)
					.map(({ streamName }) => fault(dashboard, `reshards of ${streamName}`, "are not listed")),
			];
		}),
};

function onTheDashboard(app: RecordedApp, check: (dashboard: ResourceOf<"dashboard">, widgets: readonly Widget[]) => Fault[]): Fault[] {
	const [dashboard, ...others] = all(app, "dashboard");
	if (dashboard === undefined || others.length > 0)
		return [{ path: "dashboards", message: `must be one, are ${others.length + (dashboard ? 1 : 0)}` }];
	try {
		const { widgets = [] } = JSON.parse(dashboard.inputs.dashboardBody ?? "") as { readonly widgets?: readonly Widget[] };
		return widgets.length === 0 ? [fault(dashboard, "widgets", "are none")] : check(dashboard, widgets);
	} catch (error) {
		return [fault(dashboard, "dashboardBody", `is not JSON: ${String(error)}`)];
	}
}

function metricFaults(app: RecordedApp, dashboard: ResourceOf<"dashboard">, widget: Widget): Fault[] {
	const path = pathIn(widget);
	const rows = rowsOf(widget);
	const isElsewhere = widget.type !== "text" && widget.properties?.region !== REGION;
	return [
		...(isElsewhere ? [fault(dashboard, path, `is about ${widget.properties?.region}`)] : []),
		...(widget.type === "metric" && rows.length === 0 ? [fault(dashboard, path, "shows nothing")] : []),
		...(rows.length > METRICS_PER_WIDGET ? [fault(dashboard, path, `shows more than ${METRICS_PER_WIDGET} metrics`)] : []),
		...rows
			.filter(({ shown }) => shown.expression === undefined)
			.flatMap(({ namespace, metricName, dimension, value }) => {
				const known = METRICS[namespace];
				if (known === undefined || !known.names.includes(metricName) || known.dimension !== dimension) {
					return [fault(dashboard, path, `shows ${namespace} ${metricName} by ${dimension}, which nobody publishes`)];
				}
				return isOfTheApp(app, value) ? [] : [fault(dashboard, path, `shows ${metricName} of ${value}, which is not of the app`)];
			}),
	];
}

/** A name that some resource has, a managed stream's, or the id that an API's stage refers to. */
function isOfTheApp(app: RecordedApp, value: string): boolean {
	return (
		managedStreamsOf(app).some(({ streamName }) => streamName === value) ||
		app.resources.some(({ isCustom, inputs }) => isCustom && (inputs["name"] === value || inputs["apiId"] === value))
	);
}

interface Row {
	readonly namespace: string;
	readonly metricName: string;
	readonly dimension: string;
	readonly value: string;
	readonly shown: { readonly id?: string; readonly expression?: string };
}

function rowsOf({ properties }: Widget): Row[] {
	return (properties?.metrics ?? []).map((row) => {
		const texts = row.filter((part) => typeof part === "string");
		const [namespace = "", metricName = "", dimension = "", value = ""] = texts;
		const shown = row.find((part) => typeof part === "object" && part !== null) as Row["shown"] | undefined;
		return { namespace, metricName, dimension, value, shown: shown ?? {} };
	});
}

function pathIn({ type, properties, x, y }: Widget): string {
	return properties?.title ?? `${type} at ${x}, ${y}`;
}

function overlap(one: Widget, other: Widget): boolean {
	const between = (a = 0, aLength = 0, b = 0, bLength = 0) => a < b + bLength && b < a + aLength;
	return between(one.x, one.width, other.x, other.width) && between(one.y, one.height, other.y, other.height);
}
