import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { run } from "../src/run.ts";
import { memoryTerminal } from "./support/program.ts";

const folder = mkdtempSync(join(tmpdir(), "headroom-mistyped-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const broken = join(folder, "broken.json");
writeFileSync(broken, '{"maxShardCount": 8');

async function headroom(words: readonly string[]): Promise<{ readonly code: number; readonly said: readonly string[] }> {
	const terminal = memoryTerminal();
	const code = await run(words, terminal, {});
	return { code, said: terminal.said.flatMap((text) => text.split("\n")) };
}

/** Each is refused before anything is asked of AWS: no Region is given here, and no endpoint. */
describe("a command line with a slip", () => {
	it.each([
		{ words: ["stats"], says: ["headroom: unknown command 'stats'", "  Did you mean status?"] },
		{ words: ["frobnicate"], says: ["headroom: unknown command 'frobnicate'", "  headroom --help lists the commands."] },
		{ words: ["policy", "gte", "votes"], says: ["headroom: unknown command 'gte'", "  Did you mean get?"] },
		{ words: ["scal", "--help"], says: ['headroom: There is no command "scal".', "  Did you mean scale?"] },
		{ words: ["help", "frobnicate"], says: ['headroom: There is no command "frobnicate".', "  headroom --help lists the commands."] },
		{ words: ["--region", "eu-west-1", "scal", "-h"], says: ['headroom: There is no command "scal".', "  Did you mean scale?"] },
		{ words: ["status", "--jsn"], says: ["headroom: unknown option '--jsn'", "  Did you mean --json?"] },
		{
			words: ["status", "-w"],
			says: [
				"headroom: unknown option '-w'",
				"  Usage: headroom status [options] [streams...]",
				"  headroom status --help says what each is, with examples.",
			],
		},
		{ words: ["scale", "votes", "--too", "4"], says: ["headroom: unknown option '--too'", "  Did you mean --to?"] },
		{ words: ["scale", "votes"], says: ["headroom: --to <count> is missing: the shard count to reach, 1 to 10000."], needsRegion: true },
		{ words: ["scale", "votes", "--to"], says: ["headroom: option '--to <count>' argument missing"] },
		{
			words: ["scale", "votes", "--to", "4x"],
			says: ["headroom: option '--to <count>' argument '4x' is invalid. It must be a whole number from 1 to 10000."],
		},
		{
			words: ["pause"],
			says: [
				"headroom: missing required argument 'streams'",
				"  Usage: headroom pause [options] <streams...>",
				"  headroom pause --help says what each is, with examples.",
			],
		},
		{
			words: ["pause", "votes", "--for", "2"],
			says: [`headroom: option '--for <duration>' argument '2' is invalid. It must be a duration such as "30m", "2h" or "1h30m".`],
		},
		{
			words: ["history", "--kind", "acts"],
			says: ["headroom: option '--kind <kind>' argument 'acts' is invalid. Allowed choices are act, change, refusal, finding."],
		},
		{
			words: ["split", "votes", "orders", "--shard", "shardId-0"],
			says: [
				"headroom: too many arguments for 'split'. Expected 1 argument but got 2: votes, orders.",
				"  Usage: headroom split [options] <stream>",
				"  headroom split --help says what each is, with examples.",
			],
		},
		{
			words: ["policy", "validate", join(folder, "none.json")],
			says: [
				`headroom: The file ${join(folder, "none.json")} does not exist.`,
				"  Name a file with the policy in JSON, or - for the standard input.",
			],
		},
		{
			words: ["policy", "validate", folder],
			says: [`headroom: The file ${folder} is a folder.`, "  Name a file with the policy in JSON, or - for the standard input."],
		},
		{
			words: ["simulate", "--load", "step", "--html", join(folder, "none", "page.html")],
			says: [
				`headroom: The file ${join(folder, "none", "page.html")} does not exist.`,
				"  --html <file> needs a file in a folder that exists and that you may write to.",
			],
		},
		{
			words: ["simulate", "votes", "orders", "--csv", "--region", "us-east-1"],
			says: ["headroom: --csv: only with one stream, named by its name.", "  --json has the reports of several."],
		},
	])("$words: what is wrong, and what to type instead", async ({ says, needsRegion, words }) => {
		const { code, said } = await headroom(needsRegion === true ? [...words, "--region", "us-east-1"] : words);
		expect({ code, said }).toEqual({ code: 2, said: says });
	});

	it("a policy file that is no JSON is named with the place of the fault", async () => {
		const { code, said } = await headroom(["policy", "validate", broken]);
		expect(code).toBe(2);
		expect(said[0]).toMatch(/^headroom: .*broken\.json is not valid JSON: .*position 19/);
	});
});
