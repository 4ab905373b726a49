import type { ExactlyOnce } from "../count/exactly-once.ts";
import type { LatencyMs } from "../drive/load-result.ts";
import type { Timeline } from "../timeline.ts";

export type Variant = "headroom" | "naive";

export interface RunOptions {
	readonly variant: Variant;
	readonly ratePerSecond: number;
	readonly durationSeconds: number;
	readonly shardCount: number;
	/** False switches the fast alarm off, as with a producer that publishes nothing of its own. */
	readonly fastAlarm: boolean;
	/** False drops every alarm's delivery: only the sweep is left. */
	readonly deliverAlarms: boolean;
}

/** A notification as the local cloud's SNS delivered it to a subscriber. */
export interface DeliveredNotification {
	readonly receivedAtMs: number;
	readonly subject: string;
	readonly body: string;
}

/** One run, whole: what `--json` writes. Times are milliseconds since the epoch unless the name says otherwise. */
export interface RunReport {
	readonly schemaVersion: 1;
	readonly options: RunOptions;
	readonly loadStartedAtMs: number;
	readonly loadEndedAtMs: number;
	readonly offered: number;
	readonly offeredPerSecond: number;
	/** Due, but not sent by the driver. */
	readonly notSent: number;
	readonly answers: {
		readonly ok200: number;
		readonly queued202: number;
		readonly client4xx: number;
		readonly server5xx: number;
		readonly unanswered: number;
	};
	readonly byStatus: Readonly<Record<string, number>>;
	readonly exampleBodies: Readonly<Record<string, string>>;
	readonly latencyMs: LatencyMs;
	readonly timeline: Timeline;
	readonly notifications: readonly DeliveredNotification[];
	/** Of the ten reshards that a rolling 24 h allows; absent where nobody published it. */
	readonly reshardsLeft?: number;
	/** From the end of the load until every accepted vote was counted; absent where that did not happen. */
	readonly countedAfterSeconds?: number;
	readonly exactlyOnce: ExactlyOnce;
}

/** Sums answers by what they mean to a voter. */
export function answersByClass(byStatus: Readonly<Record<string, number>>, unanswered: number): RunReport["answers"] {
	const sumOf = (matches: (status: number) => boolean) =>
		Object.entries(byStatus).reduce((sum, [status, count]) => (matches(Number(status)) ? sum + count : sum), 0);
	return {
		ok200: sumOf((status) => status === 200),
		queued202: sumOf((status) => status === 202),
		client4xx: sumOf((status) => status >= 400 && status < 500),
		server5xx: sumOf((status) => status >= 500),
		unanswered,
	};
}
