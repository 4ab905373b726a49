/** Start of a period, in milliseconds since the epoch, to its value; a period without a value is absent. */
export type Points = ReadonlyMap<number, number>;

export interface TimeSeries {
	readonly kind: "series";
	readonly points: Points;
}

/** The three types of metric math: S, TS and TS[] in AWS's table of functions. */
export type MathValue =
	| { readonly kind: "scalar"; readonly value: number }
	| TimeSeries
	| { readonly kind: "array"; readonly items: readonly TimeSeries[] };

export function scalar(value: number): MathValue {
	return { kind: "scalar", value };
}

export function series(points: Points): TimeSeries {
	return { kind: "series", points };
}

/** In words, for messages. */
export function typeName(value: MathValue): string {
	return { scalar: "a scalar", series: "a time series", array: "an array of time series" }[value.kind];
}

/** The moments at which any of them has a value, in order. */
export function momentsOf(...all: readonly Points[]): number[] {
	return [...new Set(all.flatMap((points) => [...points.keys()]))].sort((a, b) => a - b);
}

/** Drops a value that is not finite (a division by zero), as CloudWatch does. */
export function pointsAt(moments: readonly number[], valueAt: (atMs: number) => number | undefined): Points {
	const points = new Map<number, number>();
	for (const atMs of moments) {
		const value = valueAt(atMs);
		if (value !== undefined && Number.isFinite(value)) points.set(atMs, value);
	}
	return points;
}
