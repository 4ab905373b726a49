import { HistoryError } from "@headroom/controller";
import { describe, expect, it } from "vitest";
import { readActItem } from "../src/autoscaler/history/acts.ts";

const ACT = {
	streamName: "votes",
	atMs: Date.UTC(2026, 10, 25, 12),
	by: "user/ana",
	identity: "arn:aws:iam::111122223333:user/ana",
	reason: "load test",
	change: { kind: "pause", untilMs: Date.UTC(2026, 10, 25, 14), replaced: { kind: "none" } },
};

const read = (act: unknown) =>
	readActItem("#acts", { sortKey: "act#1#votes#pause", act: typeof act === "string" ? act : JSON.stringify(act) });

describe("an act of a person in the table", () => {
	it.each([
		{ title: "a pause", act: ACT },
		{ title: "the end of a hold", act: { ...ACT, change: { kind: "release", ended: { ...ACT.change.replaced, kind: "none" } } } },
		{ title: "a policy in place of the deployed one", act: { ...ACT, change: { kind: "policy-set", after: { maxShardCount: 8 } } } },
		{ title: "a detachment that broke off", act: { ...ACT, change: { kind: "detach", before: null }, brokeOff: "no access" } },
	])("is read as it was written: $title", ({ act }) => {
		expect(read(act)).toEqual(act);
	});

	it.each([
		{ title: "no JSON", act: "{", says: "act must be JSON" },
		{ title: "no act", act: "7", says: "act must be an act" },
		{
			title: "a stream's name that a shell would run, since it becomes a command to paste",
			act: { ...ACT, streamName: "votes; rm -rf /" },
			says: "act.streamName must be a stream's name",
		},
		{ title: "a change of another version", act: { ...ACT, change: { kind: "freeze" } }, says: "act.change" },
		{ title: "a time that no calendar has", act: { ...ACT, atMs: 1e300 }, says: "act.atMs must be a time in milliseconds" },
		{
			title: "an override that is none",
			act: { ...ACT, change: { ...ACT.change, replaced: { kind: "pause" } } },
			says: "act.change.replaced.untilMs must be a number",
		},
	])("is named where a hand has spoilt it: $title", ({ act, says }) => {
		expect(() => read(act)).toThrow(HistoryError);
		expect(() => read(act)).toThrow(says);
	});
});
