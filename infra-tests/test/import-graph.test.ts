import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Metafile } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { PATHS } from "../harness/paths.ts";

const CHECK = "stacks/managed-streams.ts";

/** Modules may be evaluated in any order that their imports allow, so the order of `sst.config.ts` alone would be luck. */
describe("whatever creates something waits for the check of what a person wrote", () => {
	let inputs: Metafile["inputs"];
	beforeAll(async () => {
		const { metafile } = await build({
			absWorkingDir: PATHS.root,
			entryPoints: ["sst.config.ts"],
			bundle: true,
			format: "esm",
			platform: "node",
			packages: "external",
			write: false,
			metafile: true,
			logLevel: "silent",
		});
		({ inputs } = metafile);
	});

	it("in every module of stacks/ that creates a resource, since each imports the check", () => {
		const modules = Object.keys(inputs).filter((file) => file.startsWith("stacks/"));
		const creating = modules.filter((file) => /new (aws|sst)\./.test(readFileSync(join(PATHS.root, file), "utf8")));
		expect(creating).toContain("stacks/shared/queue.ts");
		expect(creating.filter((file) => !reaches(inputs, file, CHECK))).toEqual([]);
	});
});

function reaches(inputs: Metafile["inputs"], from: string, to: string, seen = new Set<string>()): boolean {
	if (from === to) return true;
	if (seen.has(from)) return false;
	seen.add(from);
	return (inputs[from]?.imports ?? []).some(({ path }) => reaches(inputs, path, to, seen));
}
