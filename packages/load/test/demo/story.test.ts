import { describe, expect, it } from "vitest";
import type { RunReport } from "../../src/demo/run-report.ts";
import { exitCodeOf, whyNotShown } from "../../src/demo/story.ts";
import { runReport } from "../support/run-report.ts";

const whole = runReport();
const { answers, latencyMs, timeline } = whole;
const withTimeline = (changes: Partial<RunReport["timeline"]>): Partial<RunReport> => ({ timeline: { ...timeline, ...changes } });
const withAnswers = (changes: Partial<RunReport["answers"]>): Partial<RunReport> => ({ answers: { ...answers, ...changes } });
const naive = { options: { ...whole.options, variant: "naive" as const } };
const reshard = { fromShardCount: 1, toShardCount: 2, acceptedAtMs: whole.loadEndedAtMs - 10_000 };
const { firstAlarm: _, ...withoutAlarm } = timeline;

describe("what a run must show", () => {
	it.each([
		{ title: "Headroom: throttles, alarm, reshard and relief", changes: {} },
		{
			title: "naive: more than a percent of 5xx, however slow",
			changes: { ...naive, ...withAnswers({ server5xx: 1_500 }), latencyMs: { ...latencyMs, p95: 4_000 } },
		},
	])("$title", ({ changes }) => {
		expect(whyNotShown(runReport(changes))).toBeUndefined();
	});

	it.each([
		{
			title: "a 5xx of Headroom",
			changes: { ...withAnswers({ server5xx: 2 }), exampleBodies: { "503": "service.unavailable" } },
			says: "2 votes were answered 5xx, such as 503: service.unavailable",
		},
		{
			title: "no answer",
			changes: withAnswers({ unanswered: 3 }),
			says: "This machine is too busy for 1,600 votes/s: 3 were not answered.",
		},
		{
			title: "votes that were not sent",
			changes: { notSent: 12 },
			says: "This machine is too busy for 1,600 votes/s: 12 were due and not sent.",
		},
		{
			title: "more than a percent of 429",
			changes: withAnswers({ client4xx: 1_500 }),
			says: "This machine is too busy for 1,600 votes/s: the API refused 1,500 of them with 4xx.",
		},
		{
			title: "no throttle",
			changes: withTimeline({ throttledWrites: 0 }),
			says: "No write was throttled: 1,600 votes/s are not more than the shards take, or the machine did not get that many there.",
		},
		{
			title: "no alarm",
			changes: { timeline: withoutAlarm },
			says: "Writes were throttled, and no alarm rang in 90 s; try a longer --duration.",
		},
		{
			title: "no reshard",
			changes: withTimeline({ reshards: [] }),
			says: "Writes were throttled, and nothing was resharded in 90 s; try a longer --duration.",
		},
		{
			title: "a reshard that was not done",
			changes: withTimeline({ reshards: [reshard] }),
			says: "The reshard was not done in 90 s; try a longer --duration.",
		},
		{
			title: "no relief",
			changes: withTimeline({ lastThrottleAtMs: whole.loadEndedAtMs - 1_000 }),
			says: "Writes were still throttled at the end, in 90 s; try a longer --duration.",
		},
		{
			title: "a second and more for a vote",
			changes: { latencyMs: { ...latencyMs, p95: 1_700 } },
			says: "This machine is too busy for 1,600 votes/s at this moment: their p95 was 1,700 ms, and that is the machine's, not the stream's.",
		},
		{
			title: "naive without a throttle",
			changes: { ...naive, ...withTimeline({ throttledWrites: 0 }) },
			says: "No write was throttled: 1,600 votes/s are not more than the shards take, or the machine did not get that many there.",
		},
		{
			title: "naive with almost no 5xx",
			changes: { ...naive, ...withAnswers({ server5xx: 720 }) },
			says: "The naive version answered only 0.5 % of the votes with 5xx: the SDK's retries caught the rest of the throttles.",
		},
	])("says what was missing: $title", ({ changes, says }) => {
		expect(whyNotShown(runReport(changes))).toBe(says);
	});
});

describe("the exit code of the demo", () => {
	const notShown = runReport(withTimeline({ reshards: [] }));
	const lost = runReport({ exactlyOnce: { ...whole.exactlyOnce, lost: [7], holds: false } });

	it.each([
		{ title: "0 when every run showed everything", reports: [whole, whole], code: 0 },
		{ title: "3 when one did not", reports: [whole, notShown], code: 3 },
		{ title: "1 when a vote was lost, whatever else", reports: [lost, notShown], code: 1 },
	])("is $title", ({ code, reports }) => {
		expect(exitCodeOf(reports)).toBe(code);
	});
});
