import type { LoadDatapoint } from "../observation.ts";
import type { OptionalSignal } from "../optional-signals.ts";
import type { Policy } from "../policy.ts";

/** The datapoints with those optional signals only that the policy lists, and that are possible: a faulty sum is a missing one. */
export function withListedSignals(
	minutes: readonly LoadDatapoint[],
	{ optionalSignals = [] }: Pick<Policy, "optionalSignals">,
): readonly LoadDatapoint[] {
	if (minutes.every(({ signals }) => signals === undefined)) return minutes;
	return minutes.map(({ signals, ...datapoint }) => {
		if (signals === undefined || optionalSignals.length === 0) return datapoint;
		const listed: Partial<Record<OptionalSignal, number>> = {};
		for (const signal of optionalSignals) {
			const sum = signals[signal];
			if (sum !== undefined && sum >= 0 && sum <= Number.MAX_SAFE_INTEGER) listed[signal] = sum;
		}
		return { ...datapoint, signals: listed };
	});
}
