import type { BlockedDecision, DiagnoseDecision, HoldDecision, MeasuredLoad, ScaleDecision, Step } from "@headroom/engine";

export const NOW_MS = Date.UTC(2026, 10, 23, 16, 4, 5);

const throttled: MeasuredLoad = {
	kind: "measured",
	offeredRecordsPerSecond: 1_804,
	offeredBytesPerSecond: 180_400,
	throttledRecordsPerSecond: 804,
	utilization: 1.804,
	source: "records",
	windowSeconds: 60,
};
export const CALM: MeasuredLoad = { ...throttled, offeredRecordsPerSecond: 500, throttledRecordsPerSecond: 0, utilization: 0.5 };
/** Read from the producers' count alone. */
export const ASSUMED: MeasuredLoad = {
	kind: "assumed-full",
	offeredRecordsPerSecond: 1_804,
	throttledRecordsPerSecond: 804,
	utilization: 1.804,
	source: "records",
	windowSeconds: 10,
};

const LOAD: Step = {
	step: "recommend",
	kind: "load",
	fullShards: 1.804,
	loadShardCount: 3,
	recommendedShardCount: 3,
	utilizationAfter: 0.7,
	effectiveTargetUtilization: 0.7,
	targetUtilization: 0.7,
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
			{ fromShardCount: 1, toShardCount: 2, limits: [{ limit: "double" }] },
			{ fromShardCount: 2, toShardCount: 3 },
		],
		steps: [
			LOAD,
			{
				step: "limit",
				kind: "within",
				wantedShardCount: 3,
				targetShardCount: 2,
				limits: [{ limit: "double" }],
				isQuotaKnown: true,
			},
			{ step: "gate", kind: "open", reshardsLeft: 8 },
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
		steps: [
			LOAD,
			{
				step: "gate",
				kind: "blocked",
				block: {
					blockedBy: "pause",
					untilMs: NOW_MS + 600_000,
					override: { kind: "pause", by: "ana", reason: "load test", untilMs: NOW_MS + 600_000 },
				},
			},
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
		steps: [
			{
				step: "verdict",
				kind: "hot-key",
				throttledPerSecond: 804,
				hotShardIds: ["shardId-000000000002"],
				hotShare: 0.98,
			},
		],
		...changes,
	};
}

export function aHold(changes: Partial<HoldDecision> = {}): HoldDecision {
	return {
		...decided,
		measured: CALM,
		kind: "hold",
		steps: [{ step: "recommend", kind: "in-band", scaleInUtilization: 0.35, scaleOutUtilization: 0.8 }],
		...changes,
	};
}
