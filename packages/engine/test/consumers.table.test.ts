import { describe, expect, it } from "vitest";
import { type ConsumersObservation, decide, type IteratorAge, summarize } from "../src/index.ts";
import { DAY_MS, HOUR_MS, history, MINUTE_MS, NOW_MS, observation, policy } from "./build.ts";

type Known = Extract<ConsumersObservation, { kind: "known" }>;

const NOBODY: Known = { kind: "known", retentionHours: 24, registered: [], eventSourceMappings: [] };
const UNKNOWN_AGE: IteratorAge = { kind: "no-data" };
const KEPT_UP: IteratorAge = { kind: "known", maxMs: 200 };

interface Row {
	readonly title: string;
	readonly iteratorAge: IteratorAge;
	readonly consumers?: ConsumersObservation;
	/** Absent: it scales in. */
	readonly blockedAs?: string;
}

/** Eight shards whose load takes one. */
function decisionOn({ consumers, iteratorAge }: Pick<Row, "consumers" | "iteratorAge">) {
	const quiet = observation({ openShardCount: 8, utilization: 0.05, iteratorAge });
	return decide(consumers === undefined ? quiet : { ...quiet, consumers }, policy(), history());
}

const rows: readonly Row[] = [
	{ title: "scales in where nobody reads: no consumer, no mapping, no read for a day", iteratorAge: UNKNOWN_AGE, consumers: NOBODY },
	{
		title: "keeps the shards where nobody has asked who reads, and the age is unknown",
		iteratorAge: UNKNOWN_AGE,
		blockedAs: "iterator age is unknown",
	},
	{
		title: "scales in over enhanced fan-out alone, where every consumer keeps up",
		iteratorAge: UNKNOWN_AGE,
		consumers: { ...NOBODY, registered: [{ consumerName: "analytics", behindMs: 40, readAtMs: NOW_MS }] },
	},
	{
		title: "names the registered consumer that is furthest behind",
		iteratorAge: KEPT_UP,
		consumers: {
			...NOBODY,
			registered: [
				{ consumerName: "fast", behindMs: 0 },
				{ consumerName: "slow", behindMs: 12 * MINUTE_MS },
				{ consumerName: "slower", behindMs: 15 * MINUTE_MS },
			],
		},
		blockedAs: "consumer slower is 15 min behind",
	},
	{
		title: "names the registered consumer that stopped within the retention, although others keep up",
		iteratorAge: KEPT_UP,
		consumers: { ...NOBODY, registered: [{ consumerName: "analytics", readAtMs: NOW_MS - 3 * HOUR_MS }] },
		blockedAs: "consumer analytics has not read since 2026-11-23 06:14:00 UTC, and what it missed is still in the stream",
	},
	{
		title: "waits for nobody who stopped before the retention: what it missed is gone",
		iteratorAge: KEPT_UP,
		consumers: { ...NOBODY, registered: [{ consumerName: "analytics", readAtMs: NOW_MS - 25 * HOUR_MS }] },
	},
	{
		title: "waits longer where the retention is longer",
		iteratorAge: KEPT_UP,
		consumers: { ...NOBODY, retentionHours: 168, registered: [{ consumerName: "analytics", readAtMs: NOW_MS - 3 * DAY_MS }] },
		blockedAs: "consumer analytics has not read since",
	},
	{
		title: "keeps the shards for a registered consumer that never read, where nobody else does",
		iteratorAge: UNKNOWN_AGE,
		consumers: { ...NOBODY, registered: [{ consumerName: "new" }] },
		blockedAs: "consumer new is registered, and nobody has been seen to read",
	},
	{
		title: "does not wait for a registered consumer that never read, where another one does",
		iteratorAge: UNKNOWN_AGE,
		consumers: { ...NOBODY, registered: [{ consumerName: "new" }, { consumerName: "old", behindMs: 10 }] },
	},
	{
		title: "names the function whose mapping was disabled within the retention",
		iteratorAge: KEPT_UP,
		consumers: { ...NOBODY, eventSourceMappings: [{ functionName: "tally", isEnabled: false, modifiedAtMs: NOW_MS - HOUR_MS }] },
		blockedAs: "the event source mapping of function tally has not read since 2026-11-23 08:14:00 UTC",
	},
	{
		title: "does not wait for a mapping that was disabled before the retention",
		iteratorAge: UNKNOWN_AGE,
		consumers: { ...NOBODY, eventSourceMappings: [{ functionName: "tally", isEnabled: false, modifiedAtMs: NOW_MS - 2 * DAY_MS }] },
	},
	{
		title: "names the function with a mapping that is enabled and reads nothing",
		iteratorAge: UNKNOWN_AGE,
		consumers: { ...NOBODY, eventSourceMappings: [{ functionName: "tally", isEnabled: true }] },
		blockedAs: "function tally has an event source mapping, and nobody has been seen to read",
	},
	{
		title: "says since when nobody shares the shards, where a reader without a name stopped within the day",
		iteratorAge: UNKNOWN_AGE,
		consumers: { ...NOBODY, sharedReadAtMs: NOW_MS - HOUR_MS },
		blockedAs: "a consumer that shares the shards has not read since 2026-11-23 08:14:00 UTC",
	},
	{
		title: "keeps the shards where consumers cannot be listed, and says why",
		iteratorAge: KEPT_UP,
		consumers: { kind: "no-data", reason: "kinesis:ListStreamConsumers on stream votes failed: AccessDenied." },
		blockedAs: "could not be listed (kinesis:ListStreamConsumers on stream votes failed: AccessDenied)",
	},
	{
		title: "takes an age that is no number for unknown",
		iteratorAge: { kind: "known", maxMs: Number.NaN },
		consumers: { ...NOBODY, registered: [{ consumerName: "odd", behindMs: Number.NaN, readAtMs: NOW_MS }] },
		blockedAs: "consumer odd has not read since",
	},
	{
		title: "takes a retention that is no number for a long one",
		iteratorAge: KEPT_UP,
		consumers: { ...NOBODY, retentionHours: Number.NaN, registered: [{ consumerName: "odd", readAtMs: NOW_MS - 40 * DAY_MS }] },
		blockedAs: "consumer odd has not read since",
	},
];

describe("a scale in", () => {
	it.each(rows)("$title", ({ blockedAs, consumers, iteratorAge }) => {
		const decision = decisionOn(consumers === undefined ? { iteratorAge } : { iteratorAge, consumers });
		if (blockedAs === undefined) expect(decision.kind).toBe("scale-in");
		else {
			expect(decision).toMatchObject({ kind: "blocked", wanted: "scale-in", blockedBy: "backlog" });
			expect(summarize(decision)).toContain(blockedAs);
		}
	});
});

it("no consumer forbids a scale out", () => {
	const full = observation({ openShardCount: 8, utilization: 0.95, iteratorAge: UNKNOWN_AGE });
	const dead: Known = { ...NOBODY, registered: [{ consumerName: "analytics", readAtMs: NOW_MS - HOUR_MS }] };
	expect(decide({ ...full, consumers: dead }, policy(), history()).kind).toBe("scale-out");
});
