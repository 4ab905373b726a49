import { type MetricSink, parseEmbeddedMetrics } from "@headroom/emulators";

/**
 * How long CloudWatch Logs takes to turn a line into a metric. AWS promises no figure; two to three seconds is this local cloud's
 * assumption for high-resolution metrics.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
 */
export const EMBEDDED_METRIC_DELAY_MS = 2500;

/**
 * Makes metrics of a log line in the embedded metric format, as CloudWatch Logs does.
 *
 * @param nowMs when the line was printed
 * @returns the fault of a malformed line with metrics, which AWS does not report; undefined if there is none
 */
export function putEmbeddedMetrics(metrics: MetricSink, line: string, nowMs: number): string | undefined {
	const parsed = parseEmbeddedMetrics(line);
	if (parsed.kind === "refused") return parsed.reason;
	if (parsed.kind === "none") return undefined;
	const availableAtMs = nowMs + EMBEDDED_METRIC_DELAY_MS;
	for (const metric of parsed.metrics) metrics.putMetric({ ...metric, availableAtMs });
	return undefined;
}
