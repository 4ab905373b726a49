import type { LoadDatapoint } from "../observation.ts";
import { fullShardsOf } from "./need.ts";

export interface NewestMinutes {
	/** Newest first, each minute once. */
	readonly minutes: readonly LoadDatapoint[];
	/** Datapoints that were treated as missing: negative, not a number, from the future, or two of one minute. */
	readonly faultyDatapoints: number;
}

/**
 * The complete datapoints of the look-back before the newest one. A faulty datapoint is a missing one, and the minute that is still running
 * is left out: its sums are not final.
 *
 * @param lookBackSeconds from the end of the newest datapoint
 */
export function newestMinutes(datapoints: readonly LoadDatapoint[], observedAtMs: number, lookBackSeconds: number): NewestMinutes {
	const inOrder = newestOf(datapoints, observedAtMs, lookBackSeconds);
	if (inOrder !== undefined) return inOrder;
	const ordered = putInOrder(datapoints);
	const { faultyDatapoints = 0, minutes = [] } = newestOf(ordered, observedAtMs, lookBackSeconds) ?? {};
	return { minutes, faultyDatapoints: faultyDatapoints + datapoints.length - ordered.length };
}

/** From the newest backwards; `undefined` where a datapoint is not older than the one after it. */
function newestOf(datapoints: readonly LoadDatapoint[], observedAtMs: number, lookBackSeconds: number): NewestMinutes | undefined {
	let faultyDatapoints = 0;
	const minutes: LoadDatapoint[] = [];
	let fromMs = Number.NEGATIVE_INFINITY;
	let laterMs = Number.POSITIVE_INFINITY;
	let isWithinLookBack = true;
	for (let index = datapoints.length - 1; index >= 0; index -= 1) {
		const datapoint = datapoints[index];
		if (datapoint === undefined) continue;
		const { startMs } = datapoint;
		// Written so that NaN is out of order, too.
		if (!(startMs < laterMs)) return undefined;
		laterMs = startMs;
		if (!isWithinLookBack) continue;
		if (!isSound(datapoint) || startMs > observedAtMs) {
			faultyDatapoints += 1;
			continue;
		}
		const endMs = endOf(datapoint);
		if (endMs > observedAtMs) continue;
		if (minutes.length === 0) fromMs = endMs - lookBackSeconds * 1_000;
		isWithinLookBack = endMs > fromMs;
		if (isWithinLookBack) minutes.push(datapoint);
	}
	return { minutes, faultyDatapoints };
}

export function endOf({ startMs, periodSeconds }: LoadDatapoint): number {
	return startMs + periodSeconds * 1_000;
}

function isSound({ startMs, periodSeconds, incomingRecords, incomingBytes, throttledRecords }: LoadDatapoint): boolean {
	return (
		Number.isFinite(startMs) &&
		periodSeconds >= 1 &&
		incomingRecords >= 0 &&
		incomingBytes >= 0 &&
		throttledRecords >= 0 &&
		// One comparison for all: a double counts exactly up to this, and a comparison with NaN is false.
		periodSeconds + incomingRecords + incomingBytes + throttledRecords <= Number.MAX_SAFE_INTEGER
	);
}

/** Oldest first, each minute once. Of two datapoints of one minute the one with more load stays: that is the safe side. */
function putInOrder(datapoints: readonly LoadDatapoint[]): readonly LoadDatapoint[] {
	const heaviest = new Map<number, LoadDatapoint>();
	for (const datapoint of datapoints) {
		if (!isSound(datapoint)) continue;
		const known = heaviest.get(datapoint.startMs);
		if (known === undefined || heaviness(datapoint) > heaviness(known)) heaviest.set(datapoint.startMs, datapoint);
	}
	return [...heaviest.values()].sort((a, b) => a.startMs - b.startMs);
}

function heaviness(datapoint: LoadDatapoint): number {
	return fullShardsOf(datapoint, datapoint.throttledRecords);
}
