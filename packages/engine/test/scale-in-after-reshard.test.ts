import { expect, it } from "vitest";
import { decide, summarize } from "../src/index.ts";
import { HOUR_MS, history, MINUTE_MS, minute, observation, policy, reshard } from "./build.ts";

/** Impatient on purpose: nothing but the measurements may keep it from taking back what it just did. */
const IMPATIENT = policy({ stabilizationWindowSeconds: 600, scaleInCooldownSeconds: 60 });

/** A quiet quarter of an hour whose newest minute began so long ago. */
const quietUntil = (minutesAgo: number) =>
	Array.from({ length: 15 }, (_, index) => minute({ minutesAgo: minutesAgo + 14 - index, recordsPerSecond: 300 }));

const rows = [
	{
		title: "holds while the newest minute began before the last reshard: the crowd that made it is not told yet",
		newestMinutesAgo: 3,
		reshardAgoMs: 2 * MINUTE_MS,
		expected: "hold",
	},
	{
		title: "holds where the stream became ACTIVE within the newest minute: a part of it is from before",
		newestMinutesAgo: 2,
		reshardAgoMs: 2 * MINUTE_MS + 15_000,
		expected: "hold",
	},
	{
		title: "scales in once a whole minute since the reshard is as quiet as those before it",
		newestMinutesAgo: 2,
		reshardAgoMs: 3 * MINUTE_MS,
		expected: "scale-in",
	},
	{ title: "scales in where the last reshard is long ago", newestMinutesAgo: 2, reshardAgoMs: HOUR_MS, expected: "scale-in" },
];

it.each(rows)("$title", ({ newestMinutesAgo, reshardAgoMs, expected }) => {
	const world = observation({ openShardCount: 2, minutes: quietUntil(newestMinutesAgo) });
	const { kind } = decide(world, IMPATIENT, history({ reshards: [reshard({ agoMs: reshardAgoMs, fromShardCount: 1, toShardCount: 2 })] }));
	expect(kind).toBe(expected);
});

it("says why it holds", () => {
	const world = observation({ openShardCount: 2, minutes: quietUntil(3) });
	const decision = decide(world, IMPATIENT, history({ reshards: [reshard({ agoMs: 2 * MINUTE_MS, fromShardCount: 1, toShardCount: 2 })] }));
	expect(summarize(decision)).toContain("the newest datapoint is older than the last reshard and does not show why that was made");
});
