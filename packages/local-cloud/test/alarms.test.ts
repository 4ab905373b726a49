import { describe, expect, it } from "vitest";
import { AlarmWorld, type AlarmWorldOptions } from "./support/alarm-world.ts";

/** Of one shard: calm, busy without being throttled, more than it takes. */
const CALM = { recordsPerSecond: 100 };
const BUSY = { recordsPerSecond: 960 };
const CROWD = { recordsPerSecond: 1_500 };
const MINUTE = 60;
/** The longest that the emulator holds a minute's metrics back. */
const METRIC_DELAY = 90;
/** An alarm of a minute's period looks once a minute. */
const EVALUATION = 60;

const rhythms: readonly ({ readonly title: string } & AlarmWorldOptions)[] = [
	{ title: "looked at when their names say" },
	{ title: "looked at as the minute begins", evaluationPhaseSeconds: 0 },
	{ title: "looked at in the middle of the minute", evaluationPhaseSeconds: 33 },
	{ title: "looked at as the minute ends", evaluationPhaseSeconds: 59 },
];

describe.each(rhythms)("alarms over the service's late metrics, $title", ({ title: _title, ...rhythm }) => {
	it("utilization-high fires when two full minutes can be seen, before anything is throttled, and clears after the load", () => {
		const world = new AlarmWorld(rhythm);
		world.runFor(5 * MINUTE, CALM);
		const busySince = world.elapsedSeconds();
		world.runFor(6 * MINUTE, BUSY);
		const calmSince = world.elapsedSeconds();
		world.runFor(6 * MINUTE, CALM);

		expect(world.states("utilization-high", busySince)).toEqual(["ALARM", "OK"]);
		const fired = world.secondsUntil("utilization-high", "ALARM", busySince);
		expect(fired).toBeGreaterThanOrEqual(2 * MINUTE + 60);
		expect(fired).toBeLessThanOrEqual(2 * MINUTE + METRIC_DELAY + EVALUATION);
		expect(world.secondsUntil("utilization-high", "OK", calmSince)).toBeLessThanOrEqual(2 * MINUTE + METRIC_DELAY + EVALUATION);
		expect(world.states("any-producer")).not.toContain("ALARM");
		expect(world.states("fast")).not.toContain("ALARM");
	});

	it("utilization-high clears when the stream falls silent", () => {
		const world = new AlarmWorld(rhythm);
		world.runFor(6 * MINUTE, BUSY);
		const silentSince = world.elapsedSeconds();
		world.runFor(10 * MINUTE);
		expect(world.states("utilization-high", silentSince)).toEqual(["OK"]);
		expect(world.secondsUntil("utilization-high", "OK", silentSince)).toBeLessThanOrEqual(4 * MINUTE + EVALUATION);
	});

	it("utilization-low fires after its window, clears when the load returns, and takes silence for no low load", () => {
		const windowSeconds = 10 * MINUTE;
		const world = new AlarmWorld({ ...rhythm, shardCount: 4, policy: { stabilizationWindowSeconds: windowSeconds } });
		world.runFor(5 * MINUTE, { recordsPerSecond: 2_600 });
		const lowSince = world.elapsedSeconds();
		world.runFor(windowSeconds + 5 * MINUTE, CALM);
		const loadSince = world.elapsedSeconds();
		world.runFor(windowSeconds, { recordsPerSecond: 2_600 });
		const silentSince = world.elapsedSeconds();
		world.runFor(windowSeconds + 6 * MINUTE);

		expect(world.states("utilization-low", lowSince)).toEqual(["ALARM", "OK", "INSUFFICIENT_DATA"]);
		const fired = world.secondsUntil("utilization-low", "ALARM", lowSince);
		expect(fired).toBeGreaterThanOrEqual(windowSeconds + 60);
		expect(fired).toBeLessThanOrEqual(windowSeconds + METRIC_DELAY + EVALUATION);
		expect(world.secondsUntil("utilization-low", "OK", loadSince)).toBeLessThanOrEqual(MINUTE + METRIC_DELAY + EVALUATION);
		// The range that CloudWatch looks at is two periods wider than the window.
		expect(world.secondsUntil("utilization-low", "INSUFFICIENT_DATA", silentSince)).toBeLessThanOrEqual(
			windowSeconds + 3 * MINUTE + EVALUATION,
		);
	});

	it("any-producer fires on the first throttled minute, without a word from the producers, and clears three calm minutes later", () => {
		const world = new AlarmWorld(rhythm);
		world.areThrottlesPublished = false;
		world.runFor(5 * MINUTE, CALM);
		const throttledSince = world.elapsedSeconds();
		world.runFor(MINUTE, CROWD);
		const calmSince = world.elapsedSeconds();
		world.runFor(7 * MINUTE, CALM);

		expect(world.states("any-producer", throttledSince)).toEqual(["ALARM", "OK"]);
		const fired = world.secondsUntil("any-producer", "ALARM", throttledSince);
		expect(fired).toBeGreaterThanOrEqual(MINUTE + 60);
		expect(fired).toBeLessThanOrEqual(MINUTE + METRIC_DELAY + EVALUATION);
		expect(world.secondsUntil("any-producer", "OK", calmSince)).toBeLessThanOrEqual(3 * MINUTE + METRIC_DELAY + EVALUATION);
		expect(world.states("fast")).not.toContain("ALARM");
	});

	it("fast fires within 13 s of the first throttle that producers publish, and clears within a minute of the last", () => {
		const world = new AlarmWorld(rhythm);
		world.runFor(5 * MINUTE, CALM);
		const throttledSince = world.elapsedSeconds();
		// Six times what the shard takes: its burst is gone within the first second.
		world.runFor(20, { recordsPerSecond: 6_000 });
		const calmSince = world.elapsedSeconds();
		world.runFor(2 * MINUTE, CALM);

		expect(world.states("fast", throttledSince)).toEqual(["ALARM", "OK"]);
		expect(world.secondsUntil("fast", "ALARM", throttledSince)).toBeLessThanOrEqual(13);
		expect(world.secondsUntil("fast", "OK", calmSince)).toBeLessThanOrEqual(MINUTE);
	});

	it("iterator-age fires while a consumer reads what is half the retention old, stays while it is dead, and clears when it has caught up", () => {
		const world = new AlarmWorld({ ...rhythm, retentionHours: 1 });
		world.runFor(35 * MINUTE, { recordsPerSecond: 10 });
		const behindSince = world.elapsedSeconds();
		for (let minute = 0; minute < 4; minute += 1) {
			world.readFromTheOldest();
			world.runFor(MINUTE, CALM);
		}
		// Nobody reads now: silence must not look like health.
		world.runFor(10 * MINUTE, CALM);
		expect(world.states("iterator-age", behindSince)).toEqual(["ALARM"]);
		expect(world.secondsUntil("iterator-age", "ALARM", behindSince)).toBeLessThanOrEqual(2 * MINUTE + METRIC_DELAY + EVALUATION);

		for (let minute = 0; minute < 6; minute += 1) {
			world.readAtTheTip();
			world.runFor(MINUTE, CALM);
		}
		expect(world.states("iterator-age", behindSince)).toEqual(["ALARM", "OK"]);
	});
});

describe("utilization-high", () => {
	it("fires on metrics that are two minutes late, too", () => {
		const world = new AlarmWorld({ kinesisSettings: { metricDelayMinimumMs: 120_000, metricDelayMaximumMs: 120_000 } });
		world.runFor(5 * MINUTE, CALM);
		const busySince = world.elapsedSeconds();
		world.runFor(6 * MINUTE, BUSY);
		expect(world.secondsUntil("utilization-high", "ALARM", busySince)).toBeLessThanOrEqual(2 * MINUTE + 120 + EVALUATION);
	});

	it("fires on bytes where records are few", () => {
		const world = new AlarmWorld();
		world.runFor(6 * MINUTE, { recordsPerSecond: 10, recordBytes: 90_000 });
		expect(world.states("utilization-high").at(-1)).toBe("ALARM");
	});

	it("stays quiet for a single busy minute", () => {
		const world = new AlarmWorld();
		world.runFor(5 * MINUTE, CALM);
		world.runFor(MINUTE, BUSY);
		world.runFor(6 * MINUTE, CALM);
		expect(world.states("utilization-high")).not.toContain("ALARM");
	});
});

describe("utilization-low", () => {
	it("never fires on a stream at its minimum, however quiet", () => {
		const world = new AlarmWorld({ policy: { minShardCount: 1, stabilizationWindowSeconds: 5 * MINUTE } });
		world.runFor(15 * MINUTE, { recordsPerSecond: 10 });
		expect(world.states("utilization-low")).toEqual(["OK"]);
	});

	it("says nothing of a stream whose shard count nobody publishes", () => {
		const world = new AlarmWorld({ shardCount: 4, policy: { stabilizationWindowSeconds: 5 * MINUTE } });
		world.isShardCountPublished = false;
		world.runFor(15 * MINUTE, CALM);
		expect(world.states("utilization-low")).toEqual([]);
	});
});
