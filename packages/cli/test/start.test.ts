import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** Every file that the command runs before it knows which command it is: all that is imported at the top of a file, from `main.ts` on. */
async function loadedAtStart(): Promise<string[]> {
	const { metafile } = await build({
		absWorkingDir: ROOT,
		entryPoints: ["packages/cli/src/main.ts"],
		metafile: true,
		bundle: true,
		write: false,
		platform: "node",
		format: "esm",
		mainFields: ["module", "main"],
		logLevel: "silent",
	});
	const loaded = new Set<string>();
	const load = (path: string): void => {
		if (loaded.has(path)) return;
		loaded.add(path);
		for (const { kind, path: imported } of metafile.inputs[path]?.imports ?? []) if (kind !== "dynamic-import") load(imported);
	};
	load("packages/cli/src/main.ts");
	return [...loaded];
}

describe("the start of every command", () => {
	it("loads nothing that only some commands need and that takes long: docs/cli.md says what a start may cost", async () => {
		const loaded = await loadedAtStart();
		expect(loaded).toContain("packages/cli/src/features/status/command.ts");
		expect(loaded.filter((path) => /packages\/(?:simulator|emulator)\/|node_modules\/(?:log-update|@inquirer)\//.test(path))).toEqual([]);
	});
});
