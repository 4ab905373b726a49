import { EXIT_FAILED, EXIT_NOT_SHOWN } from "../exit-codes.ts";
import { count, milliseconds, share, visible } from "../format.ts";
import type { RunReport } from "./run-report.ts";

/** Slower than this, Headroom's answers would be no advertisement for it. */
const LONGEST_P95_MS = 1_000;

/** The least share of 5xx that shows what the naive version does. */
const LEAST_NAIVE_5XX = 0.01;

/** The largest share of 429 that a reader would take for an exception. */
const MOST_REFUSED = 0.01;

/** Without a throttled write for so long at the end of the load, the stream is large enough. */
const RELIEF_SECONDS = 5;

/**
 * Why the run did not show what it is for: throttles, and then the naive version's 5xx or Headroom's alarm, reshard and relief, without a
 * 5xx and without long waits. One sentence; undefined if it did.
 */
export function whyNotShown(report: RunReport): string | undefined {
	return report.options.variant === "naive" ? whyNaiveNotShown(report) : whyHeadroomNotShown(report);
}

/** A broken promise is worse than a story that did not show. */
export function exitCodeOf(reports: readonly RunReport[]): number {
	if (!reports.every(({ exactlyOnce }) => exactlyOnce.holds)) return EXIT_FAILED;
	return reports.every((report) => whyNotShown(report) === undefined) ? 0 : EXIT_NOT_SHOWN;
}

// --- internal ---

function whyNaiveNotShown({ answers, load, offered, timeline }: RunReport): string | undefined {
	if (timeline.throttledWrites === 0) return noThrottle(load);
	if (answers.server5xx < offered * LEAST_NAIVE_5XX)
		return `The naive version answered only ${share(answers.server5xx, offered)} of the votes with 5xx: the SDK's retries caught the rest of the throttles.`;
	return undefined;
}

function whyHeadroomNotShown(report: RunReport): string | undefined {
	const { answers, exampleBodies, latencyMs, load, loadEndedAtMs, notSent, offered, options, timeline } = report;
	if (answers.server5xx > 0) {
		const [status, body] = Object.entries(exampleBodies).find(([key]) => Number(key) >= 500) ?? ["5xx", ""];
		return `${count(answers.server5xx)} votes were answered 5xx, such as ${status}: ${visible(body)}`;
	}
	const pace = `This machine is too busy for ${count(load.votesPerSecond)} votes/s`;
	if (answers.unanswered > 0) return `${pace}: ${count(answers.unanswered)} were not answered.`;
	if (notSent > 0) return `${pace}: ${count(notSent)} were due and not sent.`;
	if (answers.client4xx > offered * MOST_REFUSED) return `${pace}: the API refused ${count(answers.client4xx)} of them with 4xx.`;
	if (timeline.throttledWrites === 0) return noThrottle(load);
	const longer = `in ${options.durationSeconds} s; try a longer --duration`;
	if (timeline.firstAlarm === undefined) return `Writes were throttled, and no alarm rang ${longer}.`;
	const [first] = timeline.reshards;
	if (first === undefined) return `Writes were throttled, and nothing was resharded ${longer}.`;
	if (first.activeAtMs === undefined || first.activeAtMs > loadEndedAtMs) return `The reshard was not done ${longer}.`;
	if ((timeline.lastThrottleAtMs ?? 0) > loadEndedAtMs - RELIEF_SECONDS * 1000) return `Writes were still throttled at the end, ${longer}.`;
	if (latencyMs.p95 >= LONGEST_P95_MS)
		return `${pace} at this moment: their p95 was ${milliseconds(latencyMs.p95)}, and that is the machine's, not the stream's.`;
	return undefined;
}

function noThrottle({ votesPerSecond }: RunReport["load"]): string {
	return `No write was throttled: ${count(votesPerSecond)} votes/s are not more than the shards take, or the machine did not get that many there.`;
}
