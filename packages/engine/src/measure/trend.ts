/** The newest datapoints that make the trend: five at most, three at least. */
export const TREND_DATAPOINTS = 5;
const TREND_DATAPOINTS_AT_LEAST = 3;

/** Full shards needed at a moment, in seconds before the newest one (0 or negative). Newest first. */
export interface TrendPoint {
	readonly seconds: number;
	readonly fullShards: number;
}

/**
 * How fast the need rises, in full shards per second: the smaller of the least-squares slope and the lower median of the slopes
 * from minute to minute. The first is steady under noise, the second under steps: a load that jumped once and stays has no
 * trend. With one, the stream would double a second time.
 *
 * @returns at least 0: a falling load has no look-ahead
 */
export function risingSlope(points: readonly TrendPoint[]): number {
	if (points.length < TREND_DATAPOINTS_AT_LEAST) return 0;
	const leastSquares = leastSquaresSlope(points);
	return leastSquares > 0 ? Math.max(0, Math.min(leastSquares, lowerMedianSlope(points))) : 0;
}

function leastSquaresSlope(points: readonly TrendPoint[]): number {
	let seconds = 0;
	let fullShards = 0;
	let secondsSquared = 0;
	let product = 0;
	for (const point of points) {
		seconds += point.seconds;
		fullShards += point.fullShards;
		secondsSquared += point.seconds * point.seconds;
		product += point.seconds * point.fullShards;
	}
	const count = points.length;
	return (count * product - seconds * fullShards) / (count * secondsSquared - seconds * seconds);
}

function lowerMedianSlope(points: readonly TrendPoint[]): number {
	const slopes: number[] = [];
	let newer: TrendPoint | undefined;
	for (const point of points) {
		if (newer !== undefined) slopes.push((newer.fullShards - point.fullShards) / (newer.seconds - point.seconds));
		newer = point;
	}
	slopes.sort((a, b) => a - b);
	return slopes[(slopes.length - 1) >> 1] ?? 0;
}
