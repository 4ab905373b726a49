import { describe } from "vitest";
import { dayThatPeaksAt, HOUR_MS, history, MINUTE_MS, reshard, reshards } from "./build.ts";
import { table } from "./decision-table.ts";

const nothingReserved = { reshardsReservedForScaleOut: 0 };

describe("the reshards that a scale in leaves", () => {
	table([
		{
			title: "are what it takes to be as large again as today, and one more, whatever is reserved",
			world: { openShardCount: 4, utilization: 0.3 },
			policy: nothingReserved,
			// From the 2 shards that are wanted to the 30 of six hours ago are four doublings: five are kept.
			history: history({ reshards: [...reshards(4), reshard({ agoMs: 6 * HOUR_MS - MINUTE_MS, fromShardCount: 30, toShardCount: 16 })] }),
			expected: { kind: "blocked", blockedBy: "reshard-reserve" },
		},
		{
			title: "are two where growing back takes one",
			world: { openShardCount: 4, utilization: 0.3 },
			policy: nothingReserved,
			history: history({ reshards: reshards(7) }),
			expected: { kind: "scale-in" },
		},
		{
			title:
				"are just those that growing back takes where one call leaves twice what the load takes: 32 → 16 of today's 63, with three left",
			world: { openShardCount: 32, utilization: 0.15 },
			policy: nothingReserved,
			history: history({ reshards: dayThatPeaksAt(63, 7) }),
			expected: { kind: "scale-in", recommendedShardCount: 7, targetShardCount: 16 },
		},
		{
			title: "are one more where it leaves less than twice that",
			world: { openShardCount: 32, utilization: 0.18 },
			policy: { ...nothingReserved, maxShardCount: 65 },
			history: history({ reshards: dayThatPeaksAt(63, 7) }),
			expected: { kind: "blocked", recommendedShardCount: 9, blockedBy: "reshard-reserve" },
			says: "(18 % of capacity), and the last 1 h never needed more than 9 shards.",
		},
		{
			title: "are the way back however much is in hand: 16 → 8 of today's 64 would leave two of the three that it takes",
			world: { openShardCount: 16, utilization: 0.03 },
			policy: nothingReserved,
			history: history({ reshards: dayThatPeaksAt(64, 7) }),
			expected: { kind: "blocked", recommendedShardCount: 1, blockedBy: "reshard-reserve" },
		},
		{
			title: "are enough one reshard sooner",
			world: { openShardCount: 16, utilization: 0.03 },
			policy: nothingReserved,
			history: history({ reshards: dayThatPeaksAt(64, 6) }),
			expected: { kind: "scale-in", targetShardCount: 8 },
		},
		{
			title: "are not one more where the policy's maximum allows no larger crowd",
			world: { openShardCount: 32, utilization: 0.34 },
			policy: { ...nothingReserved, maxShardCount: 64 },
			history: history({ reshards: dayThatPeaksAt(64, 7) }),
			expected: { kind: "scale-in", recommendedShardCount: 16, targetShardCount: 16 },
		},
		{
			title: "are not, either, where the day had fewer than the maximum",
			world: { openShardCount: 32, utilization: 0.34 },
			policy: { ...nothingReserved, maxShardCount: 64 },
			history: history({ reshards: dayThatPeaksAt(33, 7) }),
			expected: { kind: "scale-in", recommendedShardCount: 16, targetShardCount: 16 },
		},
		{
			title: "are one more where it does",
			world: { openShardCount: 32, utilization: 0.34 },
			policy: { ...nothingReserved, maxShardCount: 65 },
			history: history({ reshards: dayThatPeaksAt(64, 7) }),
			expected: { kind: "blocked", recommendedShardCount: 16, blockedBy: "reshard-reserve" },
		},
		{
			title: "are none where nothing above the maximum is legal: the tenth of the day comes down to it",
			world: { openShardCount: 100, utilization: 0.4 },
			policy: { ...nothingReserved, maxShardCount: 64 },
			history: history({ reshards: reshards(9) }),
			expected: { kind: "scale-in", trigger: "policy-bounds", targetShardCount: 64 },
		},
		{
			title: "are not kept for a way back above the policy's maximum",
			world: { openShardCount: 100, utilization: 0.4 },
			policy: { ...nothingReserved, maxShardCount: 64 },
			history: history({ reshards: dayThatPeaksAt(1_000, 8) }),
			expected: { kind: "scale-in", trigger: "policy-bounds", targetShardCount: 64 },
		},
	]);
});
