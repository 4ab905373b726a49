import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { HEADROOM_METRICS, HEADROOM_NAMESPACE, STREAM_NAME_DIMENSION, type TelemetryPort } from "@headroom/controller";
import { FUNCTION_EVENTS } from "./function-events.ts";

/**
 * Log lines and metrics by Powertools: one JSON object a line, metrics in CloudWatch's embedded metric format. The keys and events are
 * documented in docs/operations.md. Nothing here throws: telemetry never stops an act.
 */
export function powertoolsTelemetry(serviceName: string): TelemetryPort {
	const logger = new Logger({ serviceName });
	const metrics = new Metrics({ namespace: HEADROOM_NAMESPACE, logger });
	// Powertools adds a dimension `service`. The alarms use StreamName alone, and another dimension makes another metric.
	metrics.clearDefaultDimensions();

	return {
		observed({ streamName, openShardCount, reshardsLeft, utilization }) {
			try {
				// One stream, one line, without an await in between: concurrent evaluations cannot mix their dimensions.
				metrics.addDimension(STREAM_NAME_DIMENSION, streamName);
				metrics.addMetric(HEADROOM_METRICS.openShardCount, MetricUnit.Count, openShardCount);
				metrics.addMetric(HEADROOM_METRICS.reshardsLeft, MetricUnit.Count, reshardsLeft);
				if (utilization !== undefined) metrics.addMetric(HEADROOM_METRICS.writeUtilization, MetricUnit.NoUnit, utilization);
				metrics.publishStoredMetrics();
			} catch (error) {
				metrics.clearMetrics();
				metrics.clearDimensions();
				logger.warn(FUNCTION_EVENTS.telemetryFailed, { event: FUNCTION_EVENTS.telemetryFailed, streamName, error: asError(error) });
			}
		},

		log(level, event, fields) {
			try {
				logger[level](event, { ...fields, event });
			} catch (error) {
				logger.warn(FUNCTION_EVENTS.telemetryFailed, { event: FUNCTION_EVENTS.telemetryFailed, failedEvent: event, error: asError(error) });
			}
		},
	};
}

function asError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}
