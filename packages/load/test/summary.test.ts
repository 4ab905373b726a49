import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { renderRun } from "../src/run/summary.ts";
import { at, storedRun } from "./support/stored-run.ts";

const HOSTILE = "\u001b[2J\u009b31m\nNOT accepted = counted\u202e";
const SHOWN = "\\u001b[2J\\u009b31m\\u000aNOT accepted = counted\\u202e";

describe("a run in the terminal", () => {
	it("shows what a target and its log lines say, and obeys none of it", () => {
		const example = { path: "/votes/poll/voter-1/a", sentAtMs: at(3), latencyMs: 12.5, body: HOSTILE };
		const steps = [{ atMs: at(3), logGroup: HOSTILE, says: HOSTILE, text: HOSTILE }];
		const group = { status: 500, code: HOSTILE };
		const text = renderRun(
			storedRun({
				groups: [{ ...group, count: 1, first: example, newest: example }],
				traces: [{ ...group, example, outcome: "failed", steps }],
			}),
		);
		const lines = stripVTControlCharacters(text).split("\n");
		expect(lines).toContain(`500 ${SHOWN} 1 times, such as: ${SHOWN}`);
		expect(lines).toContain(`    ${SHOWN}: ${SHOWN}`);
		expect(text).not.toContain(HOSTILE);
	});
});
