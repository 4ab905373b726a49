import { enumeration, list } from "../../request-reader.ts";
import { recordToDimensions } from "../dimensions.ts";
import { METRICS_PER_PAGE, RECENTLY_ACTIVE_MS } from "../limits.ts";
import { page } from "../paging.ts";
import { nonEmpty, Structure, shortName } from "../structure.ts";
import type { Operation } from "./context.ts";

const MAX_DIMENSION_FILTERS = 10;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html read 2026-11-23 */
export const listMetrics: Operation = (request, { store, nowMs }) => {
	const namespace = request.optional("Namespace", shortName);
	const metricName = request.optional("MetricName", shortName);
	const filters = (request.optional("Dimensions", list(Structure.shape, { maxLength: MAX_DIMENSION_FILTERS })) ?? []).map((filter) => ({
		name: filter.required("Name", shortName),
		value: filter.optional("Value", nonEmpty()),
	}));
	const recentlyActive = request.optional("RecentlyActive", enumeration(["PT3H"]));
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
	const { items, next } = page(found, METRICS_PER_PAGE, { namespace, metricName, filters, recentlyActive }, request);
	return {
		Metrics: items.map((metric) => ({
			Namespace: metric.namespace,
			MetricName: metric.metricName,
			Dimensions: recordToDimensions(metric.dimensions),
		})),
		...next,
	};
};
