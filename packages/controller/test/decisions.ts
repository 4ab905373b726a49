import type { BlockedDecision, DiagnoseDecision, HoldDecision, MeasuredLoad, ScaleDecision } from "@headroom/engine";

export const NOW_MS = Date.UTC(2026, 10, 23, 16, 4, 5);

const throttled: MeasuredLoad = {
	kind: "measured",
	offeredRecordsPerSecond: 1_804,
	offeredBytesPerSecond: 180_400,
	throttledRecordsPerSecond: 804,
	utilization: 1.804,
	windowSeconds: 60,
};
export const CALM: MeasuredLoad = { ...throttled, offeredRecordsPerSecond: 500, throttledRecordsPerSecond: 0, utilization: 0.5 };
/** Read from the producers' count alone. */
export const ASSUMED: MeasuredLoad = {
	kind: "assumed-full",
	offeredRecordsPerSecond: 1_804,
	throttledRecordsPerSecond: 804,
	utilization: 1.804,
	windowSeconds: 10,
};

const decided = {
	streamName: "votes",
	decidedAtMs: NOW_MS,
	openShardCount: 1,
	measured: throttled,
	budget: { used: 2, left: 8, nextFreeAtMs: NOW_MS + 3_600_000 },
} as const;

export function aScaleOut(changes: Partial<ScaleDecision> = {}): ScaleDecision {
	return {
		...decided,
		kind: "scale-out",
		targetShardCount: 2,
		recommendedShardCount: 3,
		trigger: "write-throttle",
		plan: [
			{ fromShardCount: 1, toShardCount: 2, shapedBy: "double" },
			{ fromShardCount: 2, toShardCount: 3 },
		],
		trail: [
			{ step: "recommend", says: "Scaling out 1 → 2 shards: 1,804 records/s offered to 1 shard (180 % of capacity)." },
			{ step: "limit", says: "Wanted 3, capped at double." },
		],
		...changes,
	};
}

export function aBlocked(changes: Partial<BlockedDecision> = {}): BlockedDecision {
	return {
		...decided,
		kind: "blocked",
		wanted: "scale-out",
		recommendedShardCount: 3,
		blockedBy: "pause",
		untilMs: NOW_MS + 600_000,
		trigger: "write-throttle",
		trail: [
			{ step: "gate", says: "Not scaling out 1 → 3 shards now: the stream is paused by ana." },
			{ step: "gate", says: "Paused by ana until 16:15 UTC." },
		],
		...changes,
	};
}

export function aFinding(changes: Partial<DiagnoseDecision> = {}): DiagnoseDecision {
	return {
		...decided,
		openShardCount: 4,
		kind: "diagnose",
		finding: "hot-key",
		hotShardIds: ["shardId-000000000002"],
		trail: [{ step: "verdict", says: "Not scaling 4 shards: 98 % of the throttles are on 1 shard, and the stream is 30 % full." }],
		...changes,
	};
}

export function aHold(changes: Partial<HoldDecision> = {}): HoldDecision {
	return {
		...decided,
		measured: CALM,
		kind: "hold",
		trail: [{ step: "stabilize", says: "Holding 1 shard: 50 % full." }],
		...changes,
	};
}
