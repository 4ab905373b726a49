import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it, vi } from "vitest";
import { readEndureArguments } from "../src/arguments.ts";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

describe("the options of npm run endure", () => {
	it("are one seed of one day and ten streams, unless others are said", () => {
		expect(readEndureArguments([])).toMatchObject({ seed: 1, days: 1, streamCount: 10, findsBugs: false });
		expect(readEndureArguments(["--seed", "0", "--days", "0.5", "--faults", "alarm-lost,sns-out"])).toMatchObject({
			seed: 0,
			days: 0.5,
			faults: ["alarm-lost", "sns-out"],
		});
		expect(readEndureArguments(["--faults", "none"]).faults).toEqual([]);
	});

	it.each([
		{ title: "a seed that is no number", words: ["--seed", "x"], says: "It must be a whole number from 0 to 4294967295." },
		{ title: "an empty seed", words: ["--seed", ""], says: "It must be a whole number from 0 to 4294967295." },
		{ title: "negative days", words: ["--days", "-1"], says: "It must be a number of days from 0.01 to 3650." },
		{ title: "an unknown fault", words: ["--faults", "alarm-lost,rain"], says: "rain is no fault. Faults are call-refused," },
		{ title: "an unknown seeded bug", words: ["--bug", "moth"], says: "moth is no seeded bug. They are act-without-intent," },
		{ title: "seeds and minutes", words: ["--seeds", "2", "--minutes", "1"], says: "cannot be used with option" },
		{ title: "an unknown option", words: ["--sede", "2"], says: "unknown option '--sede'" },
	])("name what is wrong: $title", ({ says, words }) => {
		const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
		expect(() => readEndureArguments(words)).toThrow(says);
		written.mockRestore();
	});

	it("are refused by the program in one line, with exit code 2", () => {
		const { status, stderr, stdout } = spawnSync(process.execPath, [main, "--seed", "x"], { encoding: "utf8" });
		expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
		expect(stderr.split("\n")[0]).toContain("It must be a whole number from 0 to 4294967295.");
	});
});
