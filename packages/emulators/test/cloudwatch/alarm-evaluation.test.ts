import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CloudWatchEmulator, DEFAULT_CLOUDWATCH_SETTINGS, type EmulatorClock, VirtualClock } from "../../src/index.ts";
import { ACCOUNT_ID, datum, FUNCTION_ARN, fastAlarm, REGION, START_MS, TOPIC_ARN, world } from "./build.ts";

const SEED = 20261123;
const FAST = "headroom-votes-fast";
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** An alarm on a one-minute metric: Sum > 0, visible as late as the service's own metrics. */
const minuteAlarm = (overrides: object = {}) => fastAlarm({ AlarmName: "minute", Period: 60, ...overrides });

describe("the life of an alarm", () => {
	it("starts in INSUFFICIENT_DATA, unchecked", () => {
		const { call, stateOf } = world();
		call("PutMetricAlarm", fastAlarm());
		expect(stateOf(FAST)).toMatchObject({ StateValue: "INSUFFICIENT_DATA", StateReason: "Unchecked: Initial alarm creation" });
	});

	it("is evaluated within its interval and then says what it found", () => {
		const { clock, call, stateOf } = world();
		call("PutMetricAlarm", fastAlarm());
		clock.advanceBy(10 * SECOND_MS);
		expect(stateOf(FAST)).toMatchObject({
			StateValue: "OK",
			StateReason: "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].",
		});
	});

	it("acts once for a state, not once for an evaluation", () => {
		const { clock, cloudWatch, call, actions } = world();
		call("PutMetricAlarm", fastAlarm());
		for (let second = 0; second < 120; second += 1) {
			cloudWatch.putMetric(datum({ timestampMs: clock.nowMs() }));
			clock.advanceBy(SECOND_MS);
		}
		expect(actions.map(({ state, previousState, actionArn }) => ({ state, previousState, actionArn }))).toEqual([
			{ state: "ALARM", previousState: "INSUFFICIENT_DATA", actionArn: FUNCTION_ARN },
		]);
	});

	it("has actions for each of its states", () => {
		const { clock, cloudWatch, call, actions } = world();
		call("PutMetricAlarm", fastAlarm({ AlarmActions: [FUNCTION_ARN, TOPIC_ARN], OKActions: [TOPIC_ARN] }));
		clock.advanceBy(10 * SECOND_MS);
		cloudWatch.putMetric(datum({ timestampMs: clock.nowMs() }));
		clock.advanceBy(2 * MINUTE_MS);
		expect(actions.map(({ state, actionArn }) => `${state} ${actionArn}`)).toEqual([
			`OK ${TOPIC_ARN}`,
			`ALARM ${FUNCTION_ARN}`,
			`ALARM ${TOPIC_ARN}`,
			`OK ${TOPIC_ARN}`,
		]);
	});

	it("changes its state without actions while they are disabled, and tells the event bus all the same", () => {
		const { clock, cloudWatch, call, actions, events } = world();
		call("PutMetricAlarm", fastAlarm());
		call("DisableAlarmActions", { AlarmNames: [FAST] });
		cloudWatch.putMetric(datum());
		clock.advanceBy(10 * SECOND_MS);
		expect(events.map(({ state }) => state)).toEqual(["ALARM"]);
		expect(actions).toEqual([]);
		call("EnableAlarmActions", { AlarmNames: [FAST] });
		clock.advanceBy(10 * SECOND_MS);
		// Enabling is no change of state.
		expect(actions).toEqual([]);
	});

	it("keeps its state when its configuration is replaced", () => {
		const { clock, cloudWatch, call, stateOf, actions } = world();
		call("PutMetricAlarm", fastAlarm());
		cloudWatch.putMetric(datum());
		clock.advanceBy(10 * SECOND_MS);
		call("PutMetricAlarm", fastAlarm({ AlarmDescription: "the same alarm, described" }));
		expect(stateOf(FAST)).toMatchObject({ StateValue: "ALARM", AlarmDescription: "the same alarm, described" });
		expect(actions).toHaveLength(1);
	});

	it("is evaluated once an interval also after it was replaced many times", () => {
		const clock = new VirtualClock(START_MS);
		let runCount = 0;
		const counting: EmulatorClock = {
			nowMs: () => clock.nowMs(),
			schedule: (atMs, task) =>
				clock.schedule(atMs, () => {
					runCount += 1;
					task();
				}),
		};
		const cloudWatch = new CloudWatchEmulator({ clock: counting, region: REGION, accountId: ACCOUNT_ID, onAlarmAction: () => {} });
		for (let time = 0; time < 5; time += 1) cloudWatch.handle("PutMetricAlarm", fastAlarm());
		clock.advanceBy(MINUTE_MS);
		expect(runCount).toBe(6);
	});

	it("is silent once deleted, and once the emulator is closed", () => {
		for (const end of ["DeleteAlarms", "close"]) {
			const { clock, cloudWatch, call, actions } = world();
			call("PutMetricAlarm", fastAlarm());
			cloudWatch.putMetric(datum());
			if (end === "close") cloudWatch.close();
			else call("DeleteAlarms", { AlarmNames: [FAST] });
			clock.advanceBy(MINUTE_MS);
			expect(actions).toEqual([]);
		}
	});

	it("goes on being evaluated when a listener throws", () => {
		const broken = world();
		broken.call("PutMetricAlarm", fastAlarm({ OKActions: [TOPIC_ARN] }));
		broken.actions.push = () => {
			throw new Error("the listener is broken");
		};
		expect(() => broken.clock.advanceBy(10 * SECOND_MS)).toThrow("the listener is broken");
		broken.cloudWatch.putMetric(datum({ timestampMs: broken.clock.nowMs() }));
		expect(() => broken.clock.advanceBy(10 * SECOND_MS)).toThrow("the listener is broken");
		expect(broken.stateOf(FAST)["StateValue"]).toBe("ALARM");
	});
});

describe("SetAlarmState", () => {
	it("fires the actions of the state, and the next evaluation brings the true state back", () => {
		const { clock, call, stateOf, actions } = world();
		call("PutMetricAlarm", fastAlarm({ OKActions: [TOPIC_ARN] }));
		clock.advanceBy(10 * SECOND_MS);
		call("SetAlarmState", { AlarmName: FAST, StateValue: "ALARM", StateReason: "a drill" });
		expect(stateOf(FAST)).toMatchObject({ StateValue: "ALARM", StateReason: "a drill" });
		clock.advanceBy(10 * SECOND_MS);
		expect(stateOf(FAST)["StateValue"]).toBe("OK");
		expect(actions.map(({ state, actionArn }) => `${state} ${actionArn}`)).toEqual([
			`OK ${TOPIC_ARN}`,
			`ALARM ${FUNCTION_ARN}`,
			`OK ${TOPIC_ARN}`,
		]);
	});

	it("does not act when the alarm has that state already", () => {
		const { call, actions } = world();
		call("PutMetricAlarm", fastAlarm({ InsufficientDataActions: [TOPIC_ARN] }));
		call("SetAlarmState", { AlarmName: FAST, StateValue: "INSUFFICIENT_DATA", StateReason: "still" });
		expect(actions).toEqual([]);
	});
});

describe("when a ten-second alarm fires", () => {
	it("is at most ten seconds after the first throttle can be seen, whenever that is and whenever the alarm is evaluated", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 9_999 }),
				fc.integer({ min: 60_000, max: 180_000 }),
				fc.integer({ min: 0, max: 8_000 }),
				(phaseMs, throttledAfterMs, delayMs) => {
					const { clock, cloudWatch, call, actions } = world({ evaluationPhaseMs: () => phaseMs });
					call("PutMetricAlarm", fastAlarm());
					const throttledAtMs = START_MS + throttledAfterMs;
					cloudWatch.putMetric(datum({ timestampMs: throttledAtMs, availableAtMs: throttledAtMs + delayMs }));
					clock.advanceTo(throttledAtMs + delayMs + 10_000);
					expect(actions.map(({ state }) => state)).toEqual(["ALARM"]);
					expect(actions[0]?.atMs).toBeGreaterThanOrEqual(throttledAtMs + delayMs);
				},
			),
			{ seed: SEED },
		);
	});

	it("needs high-resolution data: of a standard metric it sees the minute's value, and then lapses into INSUFFICIENT_DATA", () => {
		const { clock, cloudWatch, call, events } = world();
		call("PutMetricAlarm", fastAlarm({ TreatMissingData: "missing" }));
		cloudWatch.putMetric(datum({ storageResolutionSeconds: 60 }));
		clock.advanceBy(2 * MINUTE_MS);
		expect(events.map(({ state }) => state)).toEqual(["ALARM", "INSUFFICIENT_DATA"]);
	});

	it("never sees a value of a standard metric that is published after the minute, as a stream's own are", () => {
		const { clock, cloudWatch, call, events } = world();
		call("PutMetricAlarm", fastAlarm({ TreatMissingData: "missing" }));
		cloudWatch.putMetric(datum({ storageResolutionSeconds: 60, availableAtMs: START_MS + 2 * MINUTE_MS }));
		clock.advanceBy(5 * MINUTE_MS);
		expect(events).toEqual([]);
	});

	it("holds on for the evaluation range after the last throttle, and then returns to OK", () => {
		const { clock, cloudWatch, call, events } = world();
		call("PutMetricAlarm", fastAlarm());
		cloudWatch.putMetric(datum({ timestampMs: START_MS + 1_000 }));
		clock.advanceBy(5 * MINUTE_MS);
		// The throttle is of 10:00:00-10:00:10, the range is five periods of which the running one is empty.
		expect(events.map(({ state, atMs }) => ({ state, afterSeconds: (atMs - START_MS) / SECOND_MS }))).toEqual([
			{ state: "ALARM", afterSeconds: 10 },
			{ state: "OK", afterSeconds: 60 },
		]);
	});
});

describe("which periods are looked at", () => {
	it("the running period counts as soon as it has data", () => {
		const { clock, cloudWatch, call, stateOf } = world({ evaluationPhaseMs: () => 20_000 });
		call("PutMetricAlarm", minuteAlarm({ Threshold: 10 }));
		cloudWatch.putMetric(datum({ timestampMs: START_MS + 5_000, value: 11 }));
		clock.advanceTo(START_MS + 20_000);
		expect(stateOf("minute")).toMatchObject({
			StateValue: "ALARM",
			StateReason:
				"Threshold Crossed: 1 out of the last 1 datapoints [11.0 (23/11/26 10:00:00)] was greater than the threshold (10.0) (minimum 1 datapoint for OK -> ALARM transition).",
		});
	});

	it("an incomplete period can make one of one see too little, which two of three does not", () => {
		const { clock, cloudWatch, call, stateOf } = world({ evaluationPhaseMs: () => 20_000 });
		const low = { ComparisonOperator: "LessThanThreshold", Threshold: 60 };
		call("PutMetricAlarm", minuteAlarm({ AlarmName: "one-of-one", ...low }));
		call("PutMetricAlarm", minuteAlarm({ AlarmName: "two-of-three", ...low, EvaluationPeriods: 3, DatapointsToAlarm: 2 }));
		for (let second = 0; second < 600; second += 1) cloudWatch.putMetric(datum({ timestampMs: START_MS + second * SECOND_MS }));
		clock.advanceTo(START_MS + 5 * MINUTE_MS + 20_000);
		expect(stateOf("one-of-one")["StateValue"]).toBe("ALARM");
		expect(stateOf("two-of-three")["StateValue"]).toBe("OK");
	});

	it("data that come late are seen where they belong", () => {
		const { clock, cloudWatch, call, events } = world();
		call("PutMetricAlarm", minuteAlarm({ EvaluationPeriods: 3, DatapointsToAlarm: 1 }));
		cloudWatch.putMetric(datum({ storageResolutionSeconds: 60, timestampMs: START_MS, availableAtMs: START_MS + 60_000 + 75_000 }));
		clock.advanceTo(START_MS + 10 * MINUTE_MS);
		// Seen with the first evaluation after 2 min 15 s; gone when the minute of 10:00 has left the range of five.
		expect(events.map(({ state, atMs }) => ({ state, afterSeconds: (atMs - START_MS) / SECOND_MS }))).toEqual([
			{ state: "OK", afterSeconds: 60 },
			{ state: "ALARM", afterSeconds: 180 },
			{ state: "OK", afterSeconds: 360 },
		]);
	});

	it("data that come later than the evaluation range are never seen", () => {
		const { clock, cloudWatch, call, events } = world();
		call("PutMetricAlarm", minuteAlarm());
		cloudWatch.putMetric(datum({ storageResolutionSeconds: 60, timestampMs: START_MS, availableAtMs: START_MS + 10 * MINUTE_MS }));
		clock.advanceTo(START_MS + 20 * MINUTE_MS);
		expect(events.map(({ state }) => state)).toEqual(["OK"]);
	});

	it("a period longer than a minute ends at the last whole minute and moves on with it", () => {
		const { clock, cloudWatch, call, stateOf } = world({ evaluationPhaseMs: () => 40_000 });
		call("PutMetricAlarm", minuteAlarm({ Period: 300, Threshold: 4, TreatMissingData: "missing" }));
		for (let minute = 0; minute < 10; minute += 1) {
			cloudWatch.putMetric(datum({ storageResolutionSeconds: 60, timestampMs: START_MS + minute * MINUTE_MS }));
		}
		clock.advanceTo(START_MS + 7 * MINUTE_MS + 40_000);
		expect(stateOf("minute")).toMatchObject({
			StateValue: "ALARM",
			StateReason:
				"Threshold Crossed: 1 out of the last 1 datapoints [5.0 (23/11/26 10:00:00)] was greater than the threshold (4.0) (minimum 1 datapoint for OK -> ALARM transition).",
		});
		expect(stateOf("minute")["StateUpdatedTimestamp"]).toEqual(new Date(START_MS + 5 * MINUTE_MS + 40_000));
	});

	it("alarms are spread over their interval by name, each at the same moment in every run", () => {
		const evaluatedAt = (name: string) => {
			const { clock, call, events } = world({ evaluationPhaseMs: DEFAULT_CLOUDWATCH_SETTINGS.evaluationPhaseMs });
			call("PutMetricAlarm", minuteAlarm({ AlarmName: name }));
			clock.advanceBy(MINUTE_MS);
			return events[0]?.atMs;
		};
		const moments = ["a", "b", "c", "d"].map(evaluatedAt);
		expect(new Set(moments).size).toBe(4);
		expect(["a", "b", "c", "d"].map(evaluatedAt)).toEqual(moments);
	});
});
