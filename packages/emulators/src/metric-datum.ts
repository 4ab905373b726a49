/** A measurement on its way to CloudWatch. What the Kinesis emulator, PutMetricData and the embedded metric format all become. */
export interface MetricDatum {
	readonly namespace: string;
	readonly metricName: string;
	readonly dimensions: Readonly<Record<string, string>>;
	/** The moment it speaks of. */
	readonly timestampMs: number;
	/** When CloudWatch shows it: metrics arrive late. */
	readonly availableAtMs: number;
	/** 1 for high resolution. */
	readonly storageResolutionSeconds: 1 | 60;
	readonly unit?: string;
	readonly statistics: { readonly sampleCount: number; readonly sum: number; readonly minimum: number; readonly maximum: number };
	/** The single values, where they are known: what percentiles are taken from. They agree with `statistics`. */
	readonly values?: readonly { readonly value: number; readonly count: number }[];
}

export interface MetricSink {
	putMetric(datum: MetricDatum): void;
}
