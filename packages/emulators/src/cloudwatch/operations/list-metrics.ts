import { recordToDimensions } from "../dimensions.ts";
import { MAX_NAME_LENGTH, METRICS_PER_PAGE, RECENTLY_ACTIVE_MS } from "../limits.ts";
import { page } from "../paging.ts";
import { Structure } from "../structure.ts";
import type { Operation } from "./context.ts";

const MAX_DIMENSION_FILTERS = 10;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html read 2026-11-23 */
export const listMetrics: Operation = (input, { store, nowMs }) => {
	const request = new Structure(input);
	const namespace = request.string("Namespace", { maxLength: MAX_NAME_LENGTH });
	const metricName = request.string("MetricName", { maxLength: MAX_NAME_LENGTH });
	const filters = (request.structures("Dimensions", MAX_DIMENSION_FILTERS) ?? []).map((filter) => ({
		name: filter.requiredString("Name", { maxLength: MAX_NAME_LENGTH }),
		value: filter.string("Value"),
	}));
	const recentlyActive = request.oneOf("RecentlyActive", ["PT3H"]);
	const oldestMs = recentlyActive === undefined ? Number.NEGATIVE_INFINITY : nowMs - RECENTLY_ACTIVE_MS;
	const found = store
		.list()
		.filter(
			(metric) =>
				(namespace === undefined || metric.namespace === namespace) &&
				(metricName === undefined || metric.metricName === metricName) &&
				metric.newestMs >= oldestMs &&
				filters.every(
					({ name, value }) => Object.hasOwn(metric.dimensions, name) && (value === undefined || metric.dimensions[name] === value),
				),
		);
	const { items, nextToken } = page(
		found,
		METRICS_PER_PAGE,
		{ namespace, metricName, filters, recentlyActive },
		request.string("NextToken"),
	);
	return {
		Metrics: items.map((metric) => ({
			Namespace: metric.namespace,
			MetricName: metric.metricName,
			Dimensions: recordToDimensions(metric.dimensions),
		})),
		...(nextToken !== undefined && { NextToken: nextToken }),
	};
};
