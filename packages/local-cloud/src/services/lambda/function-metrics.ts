import type { MetricDatum, MetricSink } from "@headroom/emulators";
import type { InvocationOutcome } from "./runtime/function-host.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html read 2026-11-23 */
const NAMESPACE = "AWS/Lambda";

const MINUTE_MS = 60_000;

/** AWS says that Lambda sends metrics "in 1-minute intervals"; the rest of the delay is assumed to be that of a log line. */
const METRIC_DELAY_MS = 2500;

type MetricName = "Duration" | "Errors" | "Invocations" | "IteratorAge" | "Throttles";

interface Statistics {
	sampleCount: number;
	sum: number;
	minimum: number;
	maximum: number;
}

/** Lambda's own metrics of the functions: one datum a minute, function and metric. */
export class FunctionMetrics {
	readonly #metrics: MetricSink;
	readonly #minute = new Map<string, { readonly functionName: string; readonly metricName: MetricName; readonly statistics: Statistics }>();
	readonly #timer: NodeJS.Timeout;
	#minuteStartMs = 0;

	constructor(metrics: MetricSink) {
		this.#metrics = metrics;
		this.#timer = setInterval(() => this.#turn(Date.now()), 1000);
		this.#timer.unref();
	}

	invoked(functionName: string, outcome: InvocationOutcome["kind"], durationMs: number, nowMs: number): void {
		// A throttled request counts neither as an invocation nor as an error.
		if (outcome === "throttled") {
			this.#add(functionName, "Throttles", 1, nowMs);
			return;
		}
		this.#add(functionName, "Invocations", 1, nowMs);
		this.#add(functionName, "Errors", outcome === "function-error" ? 1 : 0, nowMs);
		this.#add(functionName, "Duration", durationMs, nowMs);
	}

	iteratorAge(functionName: string, ageMs: number, nowMs: number): void {
		this.#add(functionName, "IteratorAge", ageMs, nowMs);
	}

	close(): void {
		clearInterval(this.#timer);
	}

	#add(functionName: string, metricName: MetricName, value: number, nowMs: number): void {
		this.#turn(nowMs);
		const key = `${functionName} ${metricName}`;
		const entry = this.#minute.get(key);
		if (entry === undefined) {
			this.#minute.set(key, { functionName, metricName, statistics: { sampleCount: 1, sum: value, minimum: value, maximum: value } });
			return;
		}
		const { statistics } = entry;
		statistics.sampleCount += 1;
		statistics.sum += value;
		statistics.minimum = Math.min(statistics.minimum, value);
		statistics.maximum = Math.max(statistics.maximum, value);
	}

	/** Sends the last minute. */
	#turn(nowMs: number): void {
		const minuteStartMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
		if (minuteStartMs === this.#minuteStartMs) return;
		for (const { functionName, metricName, statistics } of this.#minute.values()) {
			const isTime = metricName === "Duration" || metricName === "IteratorAge";
			const datum: MetricDatum = {
				namespace: NAMESPACE,
				metricName,
				dimensions: { FunctionName: functionName },
				timestampMs: this.#minuteStartMs,
				availableAtMs: nowMs + METRIC_DELAY_MS,
				storageResolutionSeconds: 60,
				unit: isTime ? "Milliseconds" : "Count",
				statistics,
			};
			this.#metrics.putMetric(datum);
		}
		this.#minute.clear();
		this.#minuteStartMs = minuteStartMs;
	}
}
