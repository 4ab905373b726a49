/** Numbers and lines for machines and people. Must not throw: telemetry never stops an act. */
export interface TelemetryPort {
	/** The stream as observed: `OpenShardCount`, `ReshardsLeft`, `WriteUtilization` become metrics. */
	observed(observed: {
		readonly streamName: string;
		readonly openShardCount: number;
		readonly reshardsLeft: number;
		readonly utilization?: number;
	}): void;
	/** One structured line for each evaluation. `event` and the keys are documented in docs/operations.md and stable. */
	log(level: "error" | "info" | "warn", event: string, fields: Readonly<Record<string, unknown>>): void;
}
