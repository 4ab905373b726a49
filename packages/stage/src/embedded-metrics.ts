import { type MetricSink, parseEmbeddedMetrics } from "@headroom/twin";

/**
 * How long CloudWatch Logs takes to turn a line into a metric. AWS promises no figure; two to three seconds is this stage's
 * assumption for high-resolution metrics.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
 */
export const EMBEDDED_METRIC_DELAY_MS = 2500;

/** Log lines in the embedded metric format become metrics, as CloudWatch Logs makes them. */
export class EmbeddedMetrics {
	readonly #metrics: MetricSink;

	constructor(metrics: MetricSink) {
		this.#metrics = metrics;
	}

	/** A line that is none, or a malformed one, makes no metric: CloudWatch Logs keeps quiet about it too. */
	read(line: string, nowMs: number): void {
		const parsed = parseEmbeddedMetrics(line);
		if (!Array.isArray(parsed)) return;
		for (const datum of parsed) this.#metrics.putMetric({ ...datum, availableAtMs: nowMs + EMBEDDED_METRIC_DELAY_MS });
	}
}
