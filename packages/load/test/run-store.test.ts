import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FilePort, RunStore, readStoredRun, resultPath } from "../src/run/run-store.ts";
import { parseStoredRun } from "../src/run/stored-run.ts";
import { at, STARTED_AT_MS, storedRun } from "./support/stored-run.ts";

let directory: string;
beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), "headroom-runs-"));
});
afterAll(() => rm(directory, { recursive: true }));

/** A file system in memory on which so many writes succeed. */
function disk(writes: number) {
	const files = new Map<string, string>();
	let left = writes;
	const port: FilePort = {
		mkdir: async () => {},
		async writeFile(path, text) {
			left -= 1;
			if (left < 0) {
				files.set(path, text.slice(0, 10));
				throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
			}
			files.set(path, text);
		},
		async rename(from, to) {
			files.set(to, files.get(from) ?? "");
			files.delete(from);
		},
		remove: async (path) => files.delete(path),
	};
	return { files, port };
}

describe("storing a run", () => {
	it("leaves the whole run in its file, and nothing beside it", async () => {
		const path = join(directory, "new", "run.json");
		const store = await RunStore.create(path, storedRun({ state: "running" }));
		store.save(storedRun({ state: "running" }));
		await store.finish(storedRun());
		expect((await readStoredRun(path)).run).toEqual(storedRun());
		expect(await readdir(join(directory, "new"))).toEqual(["run.json"]);
	});

	it("on a disk that fills up keeps what was stored before, says until when in one line, and ends no run", async () => {
		const { files, port } = disk(2);
		const store = await RunStore.create("run.json", storedRun({ state: "running", seconds: [] }), port);
		store.save(storedRun({ state: "running" }));
		await expect(store.finish(storedRun())).rejects.toThrow(
			"The command could not store the run: the disk is full (ENOSPC). run.json has the run until 20:00:09 UTC.",
		);
		expect([...files.keys()], "no half file").toEqual(["run.json"]);
		expect(parseStoredRun(files.get("run.json") ?? "", "run.json").state).toBe("running");
	});

	it("forgets a full disk that has room again", async () => {
		let isFull = true;
		const { files, port } = disk(10);
		const writeFile: FilePort["writeFile"] = async (path, text) => {
			if (isFull && text.includes('"complete"')) throw Object.assign(new Error("full"), { code: "ENOSPC" });
			return port.writeFile(path, text);
		};
		const store = await RunStore.create("run.json", storedRun({ state: "running" }), { ...port, writeFile });
		await expect(store.finish(storedRun())).rejects.toThrow(/ENOSPC/);
		isFull = false;
		await store.finish(storedRun());
		expect(store.failure).toBeUndefined();
		expect(parseStoredRun(files.get("run.json") ?? "", "run.json").state).toBe("complete");
	});

	it("is refused before the run where it cannot be", async () => {
		const file = join(directory, "a-file");
		await writeFile(file, "");
		await expect(RunStore.create(join(file, "run.json"), storedRun())).rejects.toThrow(
			/The command cannot store the run in .*a-file\/run\.json: .*Choose another file with --out\./,
		);
		const { port } = disk(0);
		await expect(RunStore.create("run.json", storedRun(), port)).rejects.toThrow(/the disk is full \(ENOSPC\)/);
	});

	it("names a run by when it began, without what a file system refuses", () => {
		expect(resultPath(STARTED_AT_MS)).toMatch(/^load-results[/\\]2026-11-25T20-00-00Z\.json$/);
		expect(at(1)).toBe(STARTED_AT_MS + 1000);
	});
});

describe("reading a stored run", () => {
	it.each([
		{
			title: "a file that is not there",
			name: "none.json",
			text: undefined,
			message: /none\.json cannot be read: no such file \(ENOENT\)/,
		},
		{ title: "what is not JSON", name: "broken.json", text: "{", message: /broken\.json is not JSON/ },
		{
			title: "another program's JSON",
			name: "other.json",
			text: '{"a":1}',
			message: /other\.json is not a run of npm run load: schemaVersion/,
		},
		{
			title: "a run that was edited",
			name: "edited.json",
			text: JSON.stringify({ ...storedRun(), counts: { offered: -1 } }),
			message: /edited\.json is not a run of npm run load: counts\.offered/,
		},
	])("refuses $title in one line", async ({ message, name, text }) => {
		const path = join(directory, name);
		if (text !== undefined) await writeFile(path, text);
		await expect(readStoredRun(path)).rejects.toThrow(message);
	});

	it("reads what it wrote", async () => {
		const path = join(directory, "again.json");
		await (await RunStore.create(path, storedRun())).finish(storedRun());
		expect(parseStoredRun(await readFile(path, "utf8"), path)).toEqual(storedRun());
	});
});
