import { HEADROOM_METRICS, HEADROOM_NAMESPACE, STREAM_NAME_DIMENSION, type TelemetryPort } from "@headroom/controller";
import { CollectingTelemetry } from "@headroom/controller/test-ports";
import type { EmulatorClock, MetricSink } from "@headroom/emulators";
import { EMBEDDED_METRIC_DELAY_MS } from "../../../src/services/cloudwatch/log-metrics.ts";

/** What the autoscaler publishes with each evaluation becomes metrics as late as the local cloud makes them of its log lines. */
export class MeasuringTelemetry extends CollectingTelemetry {
	readonly #clock: EmulatorClock;
	readonly #metrics: MetricSink;

	constructor(clock: EmulatorClock, metrics: MetricSink) {
		super();
		this.#clock = clock;
		this.#metrics = metrics;
	}

	override observed(observed: Parameters<TelemetryPort["observed"]>[0]): void {
		super.observed(observed);
		const { streamName, openShardCount, reshardsLeft, utilization } = observed;
		this.#put(streamName, HEADROOM_METRICS.openShardCount, openShardCount);
		this.#put(streamName, HEADROOM_METRICS.reshardsLeft, reshardsLeft);
		if (utilization !== undefined) this.#put(streamName, HEADROOM_METRICS.writeUtilization, utilization);
	}

	#put(streamName: string, metricName: string, value: number): void {
		const timestampMs = this.#clock.nowMs();
		this.#metrics.putMetric({
			namespace: HEADROOM_NAMESPACE,
			metricName,
			dimensions: { [STREAM_NAME_DIMENSION]: streamName },
			timestampMs,
			availableAtMs: timestampMs + EMBEDDED_METRIC_DELAY_MS,
			storageResolutionSeconds: 60,
			statistics: { sampleCount: 1, sum: value, minimum: value, maximum: value },
		});
	}
}
