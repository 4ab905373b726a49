import type { ChosenLoad } from "../calibrate/choose-load.ts";
import { checkExactlyOnce, type ExactlyOnce } from "../count/exactly-once.ts";
import type { VotesCounted } from "../count/wait-until-counted.ts";
import { type AnswerGroup, type LatencyMs, type LoadResult, sumOf } from "../drive/load-result.ts";
import { tokenOf } from "../drive/vote-choices.ts";
import type { LocalCloudEvent } from "../target/local-cloud-events.ts";
import { type Timeline, timelineOf } from "../timeline.ts";

export type Variant = "headroom" | "naive";

export interface RunOptions {
	readonly variant: Variant;
	/** As given; absent where the demo chooses the load. */
	readonly ratePerSecond?: number;
	readonly durationSeconds: number;
	readonly shardCount: number;
	/** False switches the fast alarm off, as for a producer that publishes no metrics. */
	readonly fastAlarm: boolean;
	/** False drops the delivery of every alarm, so that only the sweep works. */
	readonly deliverAlarms: boolean;
	/** Duration of every reshard; that of its splits and merges if absent. */
	readonly reshardSeconds?: number;
}

/** What became of the neighbour's records. It does not write a throttled one again. */
export interface NeighbourRecords {
	readonly stored: number;
	readonly throttled: number;
}

/** A notification as the local cloud's SNS delivered it to a subscriber. */
export interface DeliveredNotification {
	readonly receivedAtMs: number;
	readonly subject: string;
	readonly body: string;
}

/** One complete run, the output of `--json`. Times are milliseconds since the epoch unless the name says otherwise. */
export interface RunReport {
	readonly schemaVersion: 2;
	readonly options: RunOptions;
	readonly load: ChosenLoad;
	/** Absent without a neighbour. */
	readonly neighbour?: NeighbourRecords;
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
	/** Reshards left of the ten of a rolling 24 h; absent if that was not published. */
	readonly reshardsLeft?: number;
	/** From the end of the load until every accepted vote was counted; absent if that did not happen. */
	readonly countedAfterSeconds?: number;
	readonly exactlyOnce: ExactlyOnce;
}

/** The observations of the local cloud beside the answers. */
export interface SeenRun {
	readonly events: readonly LocalCloudEvent[];
	readonly notifications: readonly DeliveredNotification[];
	readonly reshardsLeft?: number | undefined;
	readonly neighbour?: NeighbourRecords | undefined;
}

export function runReport(options: RunOptions, chosen: ChosenLoad, load: LoadResult, counted: VotesCounted, seen: SeenRun): RunReport {
	const { events, neighbour, notifications, reshardsLeft } = seen;
	const { counts, latencyMs, acceptedVoters, unknownVoters, groups, firstRequestAtMs, lastRequestAtMs } = load;
	const lastEventAtMs = events.at(-1)?.atMs ?? lastRequestAtMs;
	return {
		schemaVersion: 2,
		options,
		load: chosen,
		...(neighbour !== undefined && { neighbour }),
		loadStartedAtMs: firstRequestAtMs,
		loadEndedAtMs: lastRequestAtMs,
		offered: counts.offered,
		offeredPerSecond: counts.offered / Math.max(0.001, (lastRequestAtMs - firstRequestAtMs) / 1000),
		notSent: counts.notSent,
		answers: answersByClass(counts.byStatus, counts.unanswered),
		byStatus: counts.byStatus,
		exampleBodies: exampleBodies(groups),
		latencyMs,
		timeline: timelineOf(events, firstRequestAtMs, Math.max(lastRequestAtMs, lastEventAtMs)),
		notifications,
		...(reshardsLeft !== undefined && { reshardsLeft }),
		...(counted.afterSeconds !== undefined && { countedAfterSeconds: counted.afterSeconds }),
		exactlyOnce: checkExactlyOnce({
			acceptedVoters,
			unknownVoters,
			countedTokens: counted.tokens,
			countedTotal: counted.total,
			tokenOf,
		}),
	};
}

/** Sums answers by their meaning for a voter. */
export function answersByClass(byStatus: Readonly<Record<string, number>>, unanswered: number): RunReport["answers"] {
	return {
		ok200: sumOf(byStatus, (status) => status === 200),
		queued202: sumOf(byStatus, (status) => status === 202),
		client4xx: sumOf(byStatus, (status) => status >= 400 && status < 500),
		server5xx: sumOf(byStatus, (status) => status >= 500),
		unanswered,
	};
}

/** One body for each status that is not 200 or 202. */
function exampleBodies(groups: readonly AnswerGroup[]): Record<string, string> {
	const refused = groups.filter(({ status }) => status !== 200 && status !== 202);
	return Object.fromEntries(refused.map(({ first, status }) => [status === 0 ? "unanswered" : status, first.body]));
}
