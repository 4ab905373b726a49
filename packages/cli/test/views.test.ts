import { describe, expect, it } from "vitest";
import { doctorView, findingJson } from "../src/features/doctor/view.ts";
import { limitsView } from "../src/features/limits/view.ts";
import { statusView } from "../src/features/status/view.ts";
import { memoryTerminal } from "./support/program.ts";

const terminal = memoryTerminal();
const faults = [{ streamName: "gone", fault: "There is no such stream." }];

describe("streams that cannot be read", () => {
	it("are streams all the same: status does not say that none is managed", () => {
		expect(statusView(terminal, [], faults, 0)).toBe("\ngone: There is no such stream.");
		expect(statusView(terminal, [], [], 0)).toBe("No stream is managed.");
	});

	it("keep the account's quota from nobody", () => {
		const account = { kind: "known", openShardCount: 2, shardLimit: 20 } as const;
		expect(limitsView(terminal, { account, streams: [], faults }, 0)).toBe(
			"Account: 2 of 20 shards are open (10 %), 18 are free.\n\ngone: There is no such stream.",
		);
	});
});

describe("the doctor's verdict", () => {
	it.each([
		{ title: "all was looked at", findings: [], says: "No problem found in 3 checks." },
		{
			title: "something could not be looked at",
			findings: [{ severity: "unchecked", code: "check.failed", where: "b", says: "Not looked at: b.", fix: [] } as const],
			says: "No problem found in 2 of 3 checks.",
		},
	])("where $title", ({ findings, says }) => {
		expect(doctorView(terminal, findings, ["a", "b", "c"]).split("\n").at(-1)).toBe(says);
	});
});

describe("a finding, for programs", () => {
	it("has the keys that docs/cli.md lists: what fixes it is its mend", () => {
		const finding = {
			severity: "problem",
			code: "alarm.missing",
			where: "votes",
			says: "It is missing.",
			fix: ["headroom attach votes"],
		} as const;
		const { fix, ...rest } = finding;
		expect(findingJson(finding)).toEqual({ ...rest, mend: fix });
	});
});
