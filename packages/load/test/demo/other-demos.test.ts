import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { signIn } from "../../src/demo/other-demos.ts";

/** More than any system gives to a process. */
const NO_PROCESS = 2 ** 30;

function directory(): string {
	const made = mkdtempSync(join(tmpdir(), "headroom-demos-"));
	onTestFinished(() => rmSync(made, { recursive: true, force: true }));
	return made;
}

it("knows the other demos that run, and forgets those that were killed", () => {
	const path = directory();
	writeFileSync(join(path, String(process.ppid)), "");
	writeFileSync(join(path, String(NO_PROCESS)), "");
	writeFileSync(join(path, "notes.txt"), "");
	expect(signIn(path)).toEqual([process.ppid]);
	expect(existsSync(join(path, String(NO_PROCESS)))).toBe(false);
	expect(readdirSync(path).sort()).toEqual([String(process.pid), String(process.ppid), "notes.txt"].sort());
	// Itself is no other one.
	expect(signIn(path)).toEqual([process.ppid]);
});

it("runs without the list where that cannot be kept", () => {
	const path = directory();
	const file = join(path, "file");
	writeFileSync(file, "");
	expect(signIn(file)).toEqual([]);
});
