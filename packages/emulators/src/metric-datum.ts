/** A measurement for CloudWatch, from the Kinesis emulator, PutMetricData or the embedded metric format. */
export interface MetricDatum {
	readonly namespace: string;
	readonly metricName: string;
	readonly dimensions: Readonly<Record<string, string>>;
	/** The moment of the measurement. */
	readonly timestampMs: number;
	/** When CloudWatch shows it; metrics arrive late. */
	readonly availableAtMs: number;
	/** 1 for high resolution. */
	readonly storageResolutionSeconds: 1 | 60;
	readonly unit?: string;
	readonly statistics: { readonly sampleCount: number; readonly sum: number; readonly minimum: number; readonly maximum: number };
	/** The single values, if known, for percentiles. They agree with `statistics`. */
	readonly values?: readonly { readonly value: number; readonly count: number }[];
}

export interface MetricSink {
	putMetric(datum: MetricDatum): void;
}
