import type { RunReport } from "../../src/demo/run-report.ts";

const START_MS = Date.UTC(2026, 10, 23, 20, 0, 0);
const at = (seconds: number) => START_MS + seconds * 1000;

/** A run of Headroom that shows everything; every argument is honoured. */
export function runReport(changes: Partial<RunReport> = {}): RunReport {
	return {
		schemaVersion: 2,
		options: { variant: "headroom", durationSeconds: 90, shardCount: 1, fastAlarm: true, deliverAlarms: true },
		load: { votesPerSecond: 1600, neighbourRecordsPerSecond: 0, machine: { votesPerSecond: 1400, p95Ms: 20 } },
		loadStartedAtMs: START_MS,
		loadEndedAtMs: at(90),
		offered: 144_000,
		offeredPerSecond: 1600,
		notSent: 0,
		answers: { ok200: 126_000, queued202: 18_000, client4xx: 0, server5xx: 0, unanswered: 0 },
		byStatus: { "200": 126_000, "202": 18_000 },
		exampleBodies: {},
		latencyMs: { mean: 25, p50: 4.2, p95: 61, p99: 120, max: 400 },
		timeline: {
			firstThrottleAtMs: at(1),
			firstAlarm: { alarmName: "headroom-votes-fast", atMs: at(11) },
			reshards: [{ fromShardCount: 1, toShardCount: 2, acceptedAtMs: at(12), activeAtMs: at(40) }],
			lastThrottleAtMs: at(40.5),
			throttledWrites: 24_000,
			throttledPerTenSeconds: [6000, 6000, 6000, 6000, 0, 0, 0, 0, 0],
			refusedCalls: [],
			functionErrors: 0,
		},
		notifications: [{ receivedAtMs: at(13), subject: "votes: scaling out 1 to 2 shards", body: "why\nnumbers\n" }],
		reshardsLeft: 9,
		countedAfterSeconds: 20,
		exactlyOnce: { accepted: 144_000, counted: 144_000, lost: [], countedTwice: 0, countedUnpromised: 0, invented: [], holds: true },
		...changes,
	};
}
