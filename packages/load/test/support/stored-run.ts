import type { StoredRun } from "../../src/run/stored-run.ts";

export const STARTED_AT_MS = Date.UTC(2026, 10, 25, 20, 0, 0);

export const at = (seconds: number): number => STARTED_AT_MS + seconds * 1000;

/** A calm, whole run of ten seconds; every argument is honoured. */
export function storedRun(parts: Partial<StoredRun> = {}): StoredRun {
	const latencyMs = { mean: 25, p50: 20, p95: 60, p99: 90, max: 140 };
	return {
		schemaVersion: 1,
		state: "complete",
		target: "a local cloud of its own, headroom, 1 shard at the beginning",
		apiUrl: "http://127.0.0.1:4567",
		pollId: `load-${STARTED_AT_MS}`,
		variant: "headroom",
		machine: { cpu: "A processor", cores: 2, memoryBytes: 8 * 2 ** 30, system: "Linux 6", node: "24.21.0" },
		model: { kind: "users", users: 100, thinkMs: 950, rampUpSeconds: 1 },
		durationSeconds: 10,
		startedAtMs: STARTED_AT_MS,
		counts: { offered: 1000, byStatus: { "200": 990, "202": 10 }, unanswered: 0, notSent: 0 },
		seconds: Array.from({ length: 10 }, (_, index) => ({
			atMs: at(index),
			sent: 100,
			answers: { "200": 99, "202": 1 },
			unanswered: 0,
			latencyMs,
			inFlight: 2,
			openConnections: 100,
		})),
		groups: [],
		traces: [],
		latencyMs,
		shards: [{ atMs: at(0), openShardCount: 1 }],
		reshards: [],
		throttledWrites: 0,
		functionErrors: 0,
		stageMemory: Array.from({ length: 10 }, (_, second) => ({ atMs: at(second), bytes: 200_000_000 })),
		exactlyOnce: {
			comparedBy: "voters",
			accepted: 1000,
			counted: 1000,
			lost: 0,
			countedTwice: 0,
			countedUnpromised: 0,
			invented: 0,
			holds: true,
			countedAfterSeconds: 1.5,
		},
		...parts,
	};
}
