import { DEFAULT_POLICY } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import { parsePolicy } from "../src/index.ts";
import { messageOf, problemsOf } from "./problems-of.ts";

const WHOLE = "must be a whole number from 1 to 10000";
const RATIO = "must be a ratio above 0 and at most 1 (0.7 is 70 %)";
const TIME = 'must be a time of day in UTC from "00:00" to "23:59"';
const duration = (from: string, to: string): string =>
	`must be a duration from ${from} to ${to}, such as "90s", "5m", "1h30m" or a number of seconds`;
const KNOWN =
	"known are minShardCount, maxShardCount, targetUtilization, scaleOutUtilization, scaleInUtilization, scaleOutCooldown, " +
	"scaleInCooldown, stabilizationWindow, lookAhead, maxIteratorAgeForScaleIn, reshardsReservedForScaleOut, writeAttemptsPerRecord, maxOverride, team, optionalSignals, scheduledFloors";

const floor = { name: "evening", days: ["fri", "sat"], from: "18:30", to: "00:15", minShardCount: 4 };

describe("a policy that is well written", () => {
	const rows: readonly { title: string; written: object; becomes: object }[] = [
		{ title: "is the default policy when nothing is written", written: {}, becomes: {} },
		{ title: "takes a duration with its unit", written: { scaleInCooldown: "5m" }, becomes: { scaleInCooldownSeconds: 300 } },
		{ title: "takes a duration in parts", written: { scaleInCooldown: "1h30m" }, becomes: { scaleInCooldownSeconds: 5_400 } },
		{ title: "takes a plain number as seconds", written: { scaleOutCooldown: 0 }, becomes: { scaleOutCooldownSeconds: 0 } },
		{
			title: "turns the iterator age into milliseconds",
			written: { maxIteratorAgeForScaleIn: "1500ms" },
			becomes: { maxIteratorAgeMsForScaleIn: 1_500 },
		},
		{ title: "allows target and scale out to be equal", written: { targetUtilization: 0.8 }, becomes: { targetUtilization: 0.8 } },
		{ title: "allows one shard for ever", written: { maxShardCount: 1 }, becomes: { maxShardCount: 1 } },
		{
			title: "turns days and times of a floor into numbers",
			written: { scheduledFloors: [floor] },
			becomes: {
				scheduledFloors: [{ name: "evening", daysOfWeek: [5, 6], fromMinuteOfDay: 1_110, toMinuteOfDay: 15, minShardCount: 4 }],
			},
		},
		{
			title: "takes an optional signal, once",
			written: { optionalSignals: ["reads", "reads"] },
			becomes: { optionalSignals: ["reads"] },
		},
		{
			title: "takes a floor without days as every day",
			written: { scheduledFloors: [{ name: "always", from: "00:00", to: "00:00", minShardCount: 2 }] },
			becomes: { scheduledFloors: [{ name: "always", daysOfWeek: [], fromMinuteOfDay: 0, toMinuteOfDay: 0, minShardCount: 2 }] },
		},
	];
	it.each(rows)("$title", ({ written, becomes }) => {
		expect(parsePolicy(written, "votes")).toEqual({ ...DEFAULT_POLICY, ...becomes });
	});
});

describe("a policy that is no person's", () => {
	const nested = (depth: number): unknown => JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`);

	it.each([
		{ title: "by itself", written: nested(20_000) },
		{ title: "under an unknown key", written: { a: nested(20_000) } },
		{ title: "under a known key", written: { maxShardCount: nested(20_000) } },
		{ title: "in a list of floors", written: { scheduledFloors: nested(20_000) } },
	])("is nested 20,000 deep $title: that is its problem, and no RangeError", ({ written }) => {
		expect(problemsOf(() => parsePolicy(written, "votes"))).toEqual(["votes: must not be nested deeper than 16 levels"]);
	});

	it("has 50,000 unknown keys, one of 300,000 characters: twenty are named, at once", () => {
		const keys = ["x".repeat(300_000), ...Array.from({ length: 50_000 }, (_, index) => `key-${index}`)];
		const problems = problemsOf(() => parsePolicy(Object.fromEntries(keys.map((key) => [key, 1])), "votes"));
		expect(problems).toHaveLength(21);
		expect(problems.at(-1)).toBe("votes: has 49981 more problems");
		expect(problems.join("").length).toBeLessThan(10_000);
	});
});

describe("a policy with faults", () => {
	const rows: readonly { title: string; written: unknown; problems: readonly string[] }[] = [
		{
			title: "that is no object is told what one looks like",
			written: null,
			problems: ['votes: must be an object, such as {} or { "maxShardCount": 8 }, is null'],
		},
		{
			title: "that is a list is told the same",
			written: [1],
			problems: ['votes: must be an object, such as {} or { "maxShardCount": 8 }, is [1]'],
		},
		{ title: "in a count of 0", written: { minShardCount: 0 }, problems: [`votes.minShardCount: ${WHOLE}, is 0`] },
		{ title: "in a count with a fraction", written: { minShardCount: 1.5 }, problems: [`votes.minShardCount: ${WHOLE}, is 1.5`] },
		{ title: "in a count written as text", written: { minShardCount: "2" }, problems: [`votes.minShardCount: ${WHOLE}, is "2"`] },
		{
			title: "in a count beyond what a stream can have",
			written: { maxShardCount: 10_001 },
			problems: [`votes.maxShardCount: ${WHOLE}, is 10001`],
		},
		{
			title: "in a count that is null, which is not absent",
			written: { minShardCount: null },
			problems: [`votes.minShardCount: ${WHOLE}, is null`],
		},
		{ title: "in a ratio written as percent", written: { targetUtilization: 70 }, problems: [`votes.targetUtilization: ${RATIO}, is 70`] },
		{ title: "in a ratio of 0", written: { scaleInUtilization: 0 }, problems: [`votes.scaleInUtilization: ${RATIO}, is 0`] },
		{
			title: "in a ratio that is not a number",
			written: { targetUtilization: Number.NaN },
			problems: [`votes.targetUtilization: ${RATIO}, is NaN`],
		},
		{
			title: "in a duration without a unit",
			written: { lookAhead: "90" },
			problems: [`votes.lookAhead: ${duration("0s", "1h")}, is "90"`],
		},
		{
			title: "in a duration with a space",
			written: { lookAhead: "5 m" },
			problems: [`votes.lookAhead: ${duration("0s", "1h")}, is "5 m"`],
		},
		{ title: "in a negative duration", written: { lookAhead: -1 }, problems: [`votes.lookAhead: ${duration("0s", "1h")}, is -1`] },
		{
			title: "in a window shorter than one datapoint",
			written: { stabilizationWindow: "59s" },
			problems: [`votes.stabilizationWindow: ${duration("1m", "1d")}, is "59s"`],
		},
		{
			title: "in more reserved reshards than there are",
			written: { reshardsReservedForScaleOut: 11 },
			problems: ["votes.reshardsReservedForScaleOut: must be a whole number from 0 to 10, is 11"],
		},
		{
			title: "in attempts below one",
			written: { writeAttemptsPerRecord: 0.5 },
			problems: ["votes.writeAttemptsPerRecord: must be a number from 1 to 100, is 0.5"],
		},
		{
			title: "in a key with a typing error names the key that was meant",
			written: { minShardcount: 2 },
			problems: ["votes.minShardcount: is not a known key; did you mean minShardCount?"],
		},
		{
			title: "in a key with its unit names the key that was meant",
			written: { scaleOutCooldownSeconds: 2 },
			problems: ["votes.scaleOutCooldownSeconds: is not a known key; did you mean scaleOutCooldown?"],
		},
		{
			title: "in a key like no other lists the known ones",
			written: { colour: 2 },
			problems: [`votes.colour: is not a known key; ${KNOWN}`],
		},
		{
			title: "in a key that every object has lists the known ones",
			written: JSON.parse('{"__proto__": {"minShardCount": 0}}'),
			problems: [`votes.__proto__: is not a known key; ${KNOWN}`],
		},
		{
			title: "in the maximum below the minimum",
			written: { minShardCount: 4, maxShardCount: 2 },
			problems: ["votes.maxShardCount: must be at least minShardCount (4), is 2"],
		},
		{
			title: "in the minimum above a maximum that was not written says that it is the default",
			written: { minShardCount: 65 },
			problems: ["votes.maxShardCount: must be at least minShardCount (65), is 64, the default"],
		},
		{
			title: "in a target above the default band",
			written: { targetUtilization: 0.95 },
			problems: ["votes.targetUtilization: must be at most scaleOutUtilization (0.9, the default), is 0.95"],
		},
		{
			title: "in a scale-in band that touches the target",
			written: { targetUtilization: 0.5, scaleInUtilization: 0.5 },
			problems: ["votes.scaleInUtilization: must be below targetUtilization (0.5), is 0.5"],
		},
		{
			title: "in a signal that there is none of",
			written: { optionalSignals: ["calls"] },
			problems: ['votes.optionalSignals[0]: must be one of reads, is "calls"'],
		},
		{
			title: "in a floor above the maximum",
			written: { maxShardCount: 3, scheduledFloors: [floor] },
			problems: ["votes.scheduledFloors[0].minShardCount: must be from minShardCount (1) to maxShardCount (3), is 4"],
		},
		{
			title: "in two floors of one name",
			written: { scheduledFloors: [floor, floor] },
			problems: ['votes.scheduledFloors[1].name: must differ from scheduledFloors[0].name, is "evening"'],
		},
		{
			title: "in every part of a floor",
			written: { scheduledFloors: [{ name: "", days: ["friday"], from: "24:00", to: 7, minShardCount: 0, until: "08:00" }] },
			problems: [
				'votes.scheduledFloors[0].name: must not be empty, is ""',
				'votes.scheduledFloors[0].days[0]: must be one of sun, mon, tue, wed, thu, fri, sat, is "friday"',
				`votes.scheduledFloors[0].from: ${TIME}, is "24:00"`,
				`votes.scheduledFloors[0].to: ${TIME}, is 7`,
				`votes.scheduledFloors[0].minShardCount: ${WHOLE}, is 0`,
				"votes.scheduledFloors[0].until: is not a known key; known are name, days, from, to, minShardCount",
			],
		},
		{
			title: "in a floor without a time names what is missing",
			written: { scheduledFloors: [{ name: "evening", from: "18:00", minShardCount: 2 }] },
			problems: [`votes.scheduledFloors[0].to: ${TIME}, is missing`],
		},
		{
			title: "in several keys is told all of them, and the rules over the keys that can be read",
			written: { minShardCount: 0, targetUtilization: 0.95, colour: true },
			problems: [
				`votes.minShardCount: ${WHOLE}, is 0`,
				`votes.colour: is not a known key; ${KNOWN}`,
				"votes.targetUtilization: must be at most scaleOutUtilization (0.9, the default), is 0.95",
			],
		},
		{
			title: "in a value too long to show is cut",
			written: { minShardCount: "9".repeat(200) },
			problems: [`votes.minShardCount: ${WHOLE}, is "${"9".repeat(79)}…`],
		},
	];
	it.each(rows)("$title", ({ written, problems }) => {
		expect(problemsOf(() => parsePolicy(written, "votes"))).toEqual(problems);
	});
});

describe("ConfigError", () => {
	it("says in its message what has how many problems, one a line", () => {
		expect(messageOf(() => parsePolicy({ minShardCount: 0, lookAhead: "soon" }, "votes"))).toBe(
			`votes has 2 problems:\n- votes.minShardCount: ${WHOLE}, is 0\n- votes.lookAhead: ${duration("0s", "1h")}, is "soon"`,
		);
	});

	it("has a stable code", () => {
		expect(() => parsePolicy({ minShardCount: 0 }, "votes")).toThrow(
			expect.objectContaining({ name: "ConfigError", code: "config.invalid" }),
		);
	});
});
