import { readMetricSeries } from "@headroom/aws/autoscaler";
import { HEADROOM_METRICS, HEADROOM_NAMESPACE, KINESIS_METRICS, KINESIS_NAMESPACE, STREAM_NAME_DIMENSION } from "@headroom/controller";
import type { AwsSession } from "../session/aws-session.ts";

const DAY_SECONDS = 86_400;
const DAY_MS = DAY_SECONDS * 1_000;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html metrics retention: 455 days, read 2026-11-27 */
const KEPT_DAYS = 455;

/** A producer that was throttled in these days and published nothing does not publish. */
const NEWEST_DAYS = 14;

/** What is known of `WriteThrottles`, which producers publish only while they are throttled. */
export type FastSignal =
	/** Times are the starts of days, UTC. */
	| { readonly kind: "published"; readonly lastDayMs: number }
	| { readonly kind: "not-published"; readonly throttledRecords: number; readonly lastPublishedDayMs?: number }
	/** Nothing was throttled, so a producer had nothing to publish. */
	| { readonly kind: "unknown" }
	/** One sentence: why it could not be read. */
	| { readonly kind: "unread"; readonly reason: string };

/** From the first throttle to the call of UpdateShardCount, s: the fast alarm's period of 10 s and the producer's 10 s. */
const REACTION_WITH = "within about 20 s";
/** The service's minute, its delay, and the alarm: docs/producers.md. */
const REACTION_WITHOUT = "95 to 150 s";

/** Two metrics by the day. Never throws: nothing else depends on it. */
export async function readFastSignal(session: AwsSession, streamName: string, nowMs: number): Promise<FastSignal> {
	const of = (namespace: string, metricName: string) =>
		({ namespace, metricName, dimensions: { [STREAM_NAME_DIMENSION]: streamName }, statistic: "Sum", periodSeconds: DAY_SECONDS }) as const;
	const endMs = (Math.floor(nowMs / DAY_MS) + 1) * DAY_MS;
	try {
		const [published = new Map(), throttled = new Map()] = await readMetricSeries(
			session.cloudWatch(),
			{ streamName, startMs: endMs - KEPT_DAYS * DAY_MS, endMs },
			[of(HEADROOM_NAMESPACE, HEADROOM_METRICS.writeThrottles), of(KINESIS_NAMESPACE, KINESIS_METRICS.writeProvisionedThroughputExceeded)],
		);
		return fastSignalOf(published, throttled, endMs - NEWEST_DAYS * DAY_MS);
	} catch (error) {
		return { kind: "unread", reason: error instanceof Error ? error.message : String(error) };
	}
}

/** @param published,throttled sums by the start of their day, ms; `newestFromMs`: the days that say whether producers publish today */
export function fastSignalOf(
	published: ReadonlyMap<number, number>,
	throttled: ReadonlyMap<number, number>,
	newestFromMs: number,
): FastSignal {
	const lastDayMs = [...published].reduce<number | undefined>(
		(last, [dayMs, sum]) => (sum > 0 ? Math.max(dayMs, last ?? dayMs) : last),
		undefined,
	);
	const throttledRecords = [...throttled].reduce((sum, [dayMs, records]) => (dayMs >= newestFromMs ? sum + records : sum), 0);
	if (lastDayMs !== undefined && (lastDayMs >= newestFromMs || throttledRecords === 0)) return { kind: "published", lastDayMs };
	if (throttledRecords === 0) return { kind: "unknown" };
	return { kind: "not-published", throttledRecords, ...(lastDayMs === undefined ? {} : { lastPublishedDayMs: lastDayMs }) };
}

/** Whether the fast signal was seen, what reaction to expect, and how to get it. */
export function fastSignalSentence(signal: FastSignal): string {
	const slow = `Headroom acts ${REACTION_WITHOUT} after the first throttle; ${REACTION_WITH} where they do: docs/producers.md.`;
	switch (signal.kind) {
		case "published":
			return `Its producers publish WriteThrottles, last on ${day(signal.lastDayMs)}: Headroom acts ${REACTION_WITH} of a throttle.`;
		case "not-published":
			return signal.lastPublishedDayMs === undefined
				? `Its producers have never published WriteThrottles: ${slow}`
				: `Its producers published WriteThrottles last on ${day(signal.lastPublishedDayMs)}, and were throttled since without it: ${slow}`;
		case "unknown":
			return `Nobody has published WriteThrottles yet, and nothing was throttled in ${NEWEST_DAYS} days. Where producers do not publish it, ${slow}`;
		case "unread":
			return `Whether its producers publish WriteThrottles could not be read: ${signal.reason}`;
	}
}

/** In `--json`. */
export function fastSignalJson(signal: FastSignal): object {
	const lastDayMs =
		signal.kind === "published" ? signal.lastDayMs : signal.kind === "not-published" ? signal.lastPublishedDayMs : undefined;
	return { kind: signal.kind, lastPublishedOn: lastDayMs === undefined ? null : day(lastDayMs), says: fastSignalSentence(signal) };
}

function day(dayMs: number): string {
	return new Date(dayMs).toISOString().slice(0, "2026-11-23".length);
}
