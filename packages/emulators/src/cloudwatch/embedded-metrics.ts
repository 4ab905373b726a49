import type { MetricDatum } from "../metric-datum.ts";
import { MAX_DIMENSION_VALUE_LENGTH, MAX_DIMENSIONS, MAX_NAME_LENGTH } from "./limits.ts";
import { STANDARD_UNITS } from "./shapes.ts";

/**
 * Limits of the embedded metric format.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html read 2026-11-23
 */
const MAX_METRICS_PER_DIRECTIVE = 100;
const MAX_VALUES_PER_METRIC = 100;

/** A measurement of a log line: a `MetricDatum` without the time at which it becomes visible, which depends on the reader of the log. */
export type EmbeddedMetric = Omit<MetricDatum, "availableAtMs">;

export type EmbeddedMetrics =
	/** A line without metrics, as nearly all are. */
	| { readonly kind: "none" }
	| { readonly kind: "metrics"; readonly metrics: readonly EmbeddedMetric[] }
	/** A line with metrics that breaks the format: CloudWatch Logs takes no metric from it. */
	| { readonly kind: "refused"; readonly reason: string };

/** A fault of the document, thrown within this module only. */
class FormatError extends Error {}

/**
 * The metrics that CloudWatch Logs would take from a log line of a Lambda function. Every dimension set of a directive makes a metric of
 * its own; an array of numbers is as many samples.
 *
 * @param logLine the whole line; text before the document (a timestamp, a request id) is skipped, as on Lambda
 */
export function parseEmbeddedMetrics(logLine: string): EmbeddedMetrics {
	// Parsing JSON costs a hundred times as much as searching the member's name, which most lines do not have.
	if (!logLine.includes('"_aws"')) return { kind: "none" };
	const start = logLine.indexOf("{");
	let root: unknown;
	try {
		root = JSON.parse(start > 0 ? logLine.slice(start) : logLine);
	} catch {
		return { kind: "refused", reason: 'the line names "_aws" but is not a JSON object' };
	}
	try {
		const document = objectAt(root, "the document");
		// The name was deeper in the document, or in a string.
		if (!Object.hasOwn(document, "_aws")) return { kind: "none" };
		return { kind: "metrics", metrics: readDocument(document) };
	} catch (error) {
		if (error instanceof FormatError) return { kind: "refused", reason: error.message };
		throw error;
	}
}

type Members = Readonly<Record<string, unknown>>;

function readDocument(root: Members): EmbeddedMetric[] {
	const metadata = objectAt(root["_aws"], "_aws");
	const timestampMs = metadata["Timestamp"];
	if (typeof timestampMs !== "number" || !Number.isInteger(timestampMs) || timestampMs < 0) {
		throw new FormatError("_aws.Timestamp must be an integer, milliseconds since 1970");
	}
	return listAt(metadata["CloudWatchMetrics"], "_aws.CloudWatchMetrics").flatMap((item, index) =>
		readDirective(root, objectAt(item, `_aws.CloudWatchMetrics[${index}]`), `_aws.CloudWatchMetrics[${index}]`, timestampMs),
	);
}

function readDirective(root: Members, directive: Members, at: string, timestampMs: number): EmbeddedMetric[] {
	const namespace = nameAt(directive["Namespace"], `${at}.Namespace`);
	const dimensionSets = listAt(directive["Dimensions"], `${at}.Dimensions`).map((set, index) =>
		readDimensionSet(root, set, `${at}.Dimensions[${index}]`),
	);
	const definitions = listAt(directive["Metrics"], `${at}.Metrics`);
	if (definitions.length > MAX_METRICS_PER_DIRECTIVE) {
		throw new FormatError(`${at}.Metrics must hold at most ${MAX_METRICS_PER_DIRECTIVE} metrics, holds ${definitions.length}`);
	}
	return definitions.flatMap((item, index) => {
		const metric = readMetric(root, objectAt(item, `${at}.Metrics[${index}]`), `${at}.Metrics[${index}]`);
		return metric === undefined ? [] : dimensionSets.map((dimensions) => ({ namespace, dimensions, timestampMs, ...metric }));
	});
}

function readDimensionSet(root: Members, set: unknown, at: string): Record<string, string> {
	const names = listAt(set, at);
	if (names.length > MAX_DIMENSIONS) throw new FormatError(`${at} must hold at most ${MAX_DIMENSIONS} dimensions, holds ${names.length}`);
	return Object.fromEntries(
		names.map((item, index) => {
			const name = nameAt(item, `${at}[${index}]`);
			const value = memberOf(root, name);
			if (typeof value !== "string" || value === "" || value.length > MAX_DIMENSION_VALUE_LENGTH) {
				throw new FormatError(
					`the dimension "${name}" must be a member of the document, a string of 1 to ${MAX_DIMENSION_VALUE_LENGTH} characters`,
				);
			}
			return [name, value];
		}),
	);
}

type Measurement = Pick<EmbeddedMetric, "metricName" | "statistics" | "storageResolutionSeconds" | "unit" | "values">;

/** @returns undefined for an empty array of values: nothing was measured */
function readMetric(root: Members, definition: Members, at: string): Measurement | undefined {
	const metricName = nameAt(definition["Name"], `${at}.Name`);
	const unit = definition["Unit"];
	if (unit !== undefined && !STANDARD_UNITS.some((known) => known === unit)) throw new FormatError(`${at}.Unit must be a CloudWatch unit`);
	const resolution = definition["StorageResolution"] ?? 60;
	if (resolution !== 1 && resolution !== 60) throw new FormatError(`${at}.StorageResolution must be 1 or 60`);
	const samples = readSamples(memberOf(root, metricName), metricName);
	if (samples.length === 0) return undefined;
	return {
		metricName,
		storageResolutionSeconds: resolution,
		...(typeof unit === "string" && { unit }),
		statistics: {
			sampleCount: samples.length,
			sum: samples.reduce((sum, value) => sum + value, 0),
			minimum: Math.min(...samples),
			maximum: Math.max(...samples),
		},
		...(samples.length > 1 && { values: samples.map((value) => ({ value, count: 1 })) }),
	};
}

function readSamples(target: unknown, metricName: string): number[] {
	const samples = Array.isArray(target) ? target : [target];
	if (samples.length > MAX_VALUES_PER_METRIC) {
		throw new FormatError(`the metric "${metricName}" must have at most ${MAX_VALUES_PER_METRIC} values, has ${samples.length}`);
	}
	return samples.map((value: unknown) => {
		if (typeof value !== "number" || !Number.isFinite(value)) {
			throw new FormatError(`the metric "${metricName}" must be a member of the document, a number or an array of numbers`);
		}
		return value;
	});
}

/** "References MUST NOT match nested members." */
function memberOf(root: Members, name: string): unknown {
	return Object.hasOwn(root, name) ? root[name] : undefined;
}

function objectAt(value: unknown, at: string): Members {
	if (typeof value !== "object" || value === null || Array.isArray(value)) throw new FormatError(`${at} must be an object`);
	return value as Members;
}

function listAt(value: unknown, at: string): readonly unknown[] {
	if (!Array.isArray(value)) throw new FormatError(`${at} must be an array`);
	return value;
}

function nameAt(value: unknown, at: string): string {
	if (typeof value !== "string" || value === "" || value.length > MAX_NAME_LENGTH) {
		throw new FormatError(`${at} must be a string of 1 to ${MAX_NAME_LENGTH} characters`);
	}
	return value;
}
