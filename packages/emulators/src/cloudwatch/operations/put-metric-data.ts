import type { MetricDatum } from "../../metric-datum.ts";
import { enumeration, integer, list } from "../../request-reader.ts";
import { dimensionsToRecord, readDimensions } from "../dimensions.ts";
import { cloudWatchError } from "../errors.ts";
import { MAX_ABSOLUTE_VALUE, MAX_DATUM_AGE_MS, MAX_DATUM_LEAD_MS, MAX_METRIC_DATA_PER_PUT, MAX_VALUES_PER_DATUM } from "../limits.ts";
import { STANDARD_UNITS } from "../shapes.ts";
import { anyNumber, finiteNumber, Structure, shortName, timestamp } from "../structure.ts";
import type { Operation, OperationContext } from "./context.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html read 2026-11-23 */
export const putMetricData: Operation = (input, context) => {
	const request = input.refusingAbsentBy("MissingRequiredParameterException");
	const namespace = request.required("Namespace", shortName);
	if (namespace.startsWith(":")) throw invalid("Namespace", namespace, "must not start with a colon");
	if (namespace.startsWith("AWS/")) {
		throw invalid("Namespace", namespace, "is invalid: the AWS/ prefix is reserved for the metrics of AWS services");
	}
	if (!request.has("MetricData") && !request.has("EntityMetricData")) {
		throw cloudWatchError("MissingRequiredParameterException", "The parameter MetricData is required.");
	}
	const entities = request.optional("EntityMetricData", list(Structure.shape)) ?? [];
	const data = [request, ...entities].flatMap(
		(holder) => holder.optional("MetricData", list(Structure.shape, { maxLength: MAX_METRIC_DATA_PER_PUT })) ?? [],
	);
	if (data.length > MAX_METRIC_DATA_PER_PUT) {
		throw invalid("MetricData", `a list of ${data.length}`, `must hold at most ${MAX_METRIC_DATA_PER_PUT} data`);
	}
	// All are read before the first is put, so that a refused request has no effect.
	const read = data.map((datum) => readDatum(datum, namespace, context));
	for (const datum of read) context.sink.putMetric(datum);
	return {};
};

function readDatum(input: Structure, namespace: string, { nowMs, settings }: OperationContext): MetricDatum {
	const metricName = input.required("MetricName", shortName);
	const timestampMs = input.optional("Timestamp", timestamp) ?? nowMs;
	if (timestampMs < nowMs - MAX_DATUM_AGE_MS || timestampMs > nowMs + MAX_DATUM_LEAD_MS) {
		throw invalid(input.pathOf("Timestamp"), new Date(timestampMs).toISOString(), "must be at most two weeks old and two hours ahead");
	}
	const unit = input.optional("Unit", enumeration(STANDARD_UNITS));
	return {
		namespace,
		metricName,
		dimensions: dimensionsToRecord(readDimensions(input)),
		timestampMs,
		availableAtMs: nowMs + settings.putMetricDataDelayMs,
		storageResolutionSeconds: readStorageResolution(input),
		...(unit !== undefined && { unit }),
		...readMeasurement(input),
	};
}

function readStorageResolution(input: Structure): 1 | 60 {
	const seconds = input.optional("StorageResolution", integer()) ?? 60;
	if (seconds !== 1 && seconds !== 60) throw invalid(input.pathOf("StorageResolution"), seconds, "must be 1 or 60");
	return seconds;
}

/** One of Value, Values (with Counts) and StatisticValues. */
function readMeasurement(input: Structure): Pick<MetricDatum, "statistics" | "values"> {
	const given = ["Value", "Values", "StatisticValues"].filter((name) => input.has(name));
	if (given.length > 1) {
		throw cloudWatchError(
			"InvalidParameterCombinationException",
			`The parameters ${given
				.slice(0, 2)
				.map((name) => input.pathOf(name))
				.join(" and ")} are mutually exclusive and you have specified both.`,
		);
	}
	const value = input.optional("Value", finiteNumber);
	if (value !== undefined) {
		const single = inRange(input.pathOf("Value"), value);
		return { statistics: { sampleCount: 1, sum: single, minimum: single, maximum: single } };
	}
	const values = input.optional("Values", list(anyNumber, { maxLength: MAX_VALUES_PER_DATUM }));
	if (values !== undefined) return fromValues(input, values);
	const set = input.optional("StatisticValues", Structure.shape);
	if (set !== undefined) return { statistics: readStatisticSet(set) };
	throw cloudWatchError(
		"MissingRequiredParameterException",
		`One of ${["Value", "Values", "StatisticValues"].map((name) => input.pathOf(name)).join(", ")} is required.`,
	);
}

function fromValues(input: Structure, values: readonly number[]): Pick<MetricDatum, "statistics" | "values"> {
	const counts = input.optional("Counts", list(anyNumber, { maxLength: MAX_VALUES_PER_DATUM })) ?? values.map(() => 1);
	if (values.length === 0) throw invalid(input.pathOf("Values"), "an empty list", "must hold at least one value");
	if (counts.length !== values.length) {
		throw cloudWatchError(
			"InvalidParameterValueException",
			`The parameters ${input.pathOf("Values")} and ${input.pathOf("Counts")} must be of the same size.`,
		);
	}
	const pairs = values.map((value, index) => ({ value: inRange(input.pathOf("Values"), value), count: counts[index] ?? 0 }));
	const negative = counts.find((count) => !(count > 0 && Number.isFinite(count)));
	if (negative !== undefined) throw invalid(input.pathOf("Counts"), negative, "must hold positive numbers");
	return {
		statistics: {
			sampleCount: counts.reduce((total, count) => total + count, 0),
			sum: pairs.reduce((total, { value, count }) => total + value * count, 0),
			minimum: Math.min(...values),
			maximum: Math.max(...values),
		},
		values: pairs,
	};
}

function readStatisticSet(set: Structure): MetricDatum["statistics"] {
	const sampleCount = set.required("SampleCount", finiteNumber);
	const sum = inRange(set.pathOf("Sum"), set.required("Sum", finiteNumber));
	const minimum = inRange(set.pathOf("Minimum"), set.required("Minimum", finiteNumber));
	const maximum = inRange(set.pathOf("Maximum"), set.required("Maximum", finiteNumber));
	if (sampleCount <= 0) throw invalid(set.pathOf("SampleCount"), sampleCount, "must be greater than 0");
	if (minimum > maximum) throw invalid(set.pathOf("Minimum"), minimum, `must not be greater than Maximum, ${maximum}`);
	return { sampleCount, sum, minimum, maximum };
}

function inRange(at: string, value: number): number {
	if (!Number.isFinite(value) || Math.abs(value) > MAX_ABSOLUTE_VALUE) throw invalid(at, value, "must be in the range of -2^360 to 2^360");
	return value;
}

function invalid(at: string, value: string | number, rule: string) {
	return cloudWatchError("InvalidParameterValueException", `The value ${value} for parameter ${at} ${rule}.`);
}
