import * as properties from "../properties/dashboard.ts";
import { first, type MutableApp, type Mutation, remove, rewriteJson } from "./mutation.ts";

interface Widget {
	x: number;
	type: string;
	properties: { title?: string; region?: string; metrics?: (string | { expression?: string })[][] };
}

export const DASHBOARD_MUTATIONS: readonly Mutation[] = [
	{
		title: "there is no dashboard",
		breaks: properties.dashboardAnswersTheQuestions,
		mutate: (app) => remove(app, first(app, "dashboard")),
	},
	{
		title: "the dashboard's body is cut off",
		breaks: properties.dashboardShowsWhatExists,
		mutate: (app) => {
			const { inputs } = first(app, "dashboard");
			inputs["dashboardBody"] = String(inputs["dashboardBody"]).slice(0, -1);
		},
	},
	{
		title: "a metric's name is misspelt",
		breaks: properties.dashboardShowsWhatExists,
		mutate: (app) => replaceText(app, "WriteProvisionedThroughputExceeded", "WriteProvisionedThroughputExceeds"),
	},
	{
		title: "a chart shows a queue that does not exist",
		breaks: properties.dashboardShowsWhatExists,
		mutate: (app) => replaceText(app, '"headroom-production-failed-events"', '"headroom-production-lost-events"'),
	},
	{
		title: "a chart shows another Region",
		breaks: properties.dashboardShowsWhatExists,
		mutate: (app) => replaceText(app, '"us-east-1"', '"eu-west-1"'),
	},
	{
		title: "an expression reads a metric that its chart does not have",
		breaks: properties.dashboardExpressionsResolve,
		mutate: (app) => replaceText(app, "FILL(shards, REPEAT)", "FILL(shardCount, REPEAT)"),
	},
	{
		title: "the dashboard is the same Region after Region",
		breaks: properties.dashboardIsOfItsRegion,
		mutate: (app) => {
			first(app, "dashboard").inputs["dashboardName"] = "headroom-production";
		},
	},
	{
		title: "a chart hangs over the edge",
		breaks: properties.dashboardFitsOnePage,
		mutate: (app) =>
			rewriteWidgets(app, (widgets) => {
				const last = widgets.at(-1);
				if (last !== undefined) last.x += 1;
			}),
	},
	{
		title: "a chart covers another",
		breaks: properties.dashboardFitsOnePage,
		mutate: (app) =>
			rewriteWidgets(app, (widgets) => {
				for (const widget of widgets) widget.x = 0;
			}),
	},
	{
		title: "the budget is not shown",
		breaks: properties.dashboardAnswersTheQuestions,
		mutate: (app) => rewriteWidgets(app, (widgets) => void widgets.splice(indexOf(widgets, "Reshards left"), 1)),
	},
	{
		title: "5xx are not shown",
		breaks: properties.dashboardAnswersTheQuestions,
		mutate: (app) => rewriteWidgets(app, (widgets) => void widgets.splice(indexOf(widgets, "Answers"), 1)),
	},
	{
		title: "reshards are not listed",
		breaks: properties.dashboardAnswersTheQuestions,
		mutate: (app) => rewriteWidgets(app, (widgets) => void widgets.splice(indexOf(widgets, "Reshards and why"), 1)),
	},
];

function rewriteWidgets(app: MutableApp, rewrite: (widgets: Widget[]) => void): void {
	rewriteJson<{ widgets: Widget[] }>(first(app, "dashboard"), "dashboardBody", ({ widgets }) => rewrite(widgets));
}

function replaceText(app: MutableApp, from: string, to: string): void {
	const { inputs } = first(app, "dashboard");
	inputs["dashboardBody"] = String(inputs["dashboardBody"]).replaceAll(from, to);
}

/** @throws Error where no widget is called that */
function indexOf(widgets: readonly Widget[], title: string): number {
	const index = widgets.findIndex(({ properties: { title: own } }) => own?.startsWith(title));
	if (index < 0) throw new Error(`the dashboard has no widget ${title}`);
	return index;
}
