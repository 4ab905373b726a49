// Type-checks everything. The root's project has all packages in one program, which takes a third of the time of a program for each; `stacks/` and
// `infra-tests/` are checked against the types in .sst/platform; the engine's sources once more, without Node's types, which is what keeps them pure.
// Runs two at a time and reports all, not just the first.
import { spawn } from "node:child_process";

const projects = ["tsconfig.json", "stacks/tsconfig.json", "infra-tests/tsconfig.json", "packages/engine/tsconfig.json"];
const queue = [...projects];
let failed = 0;

async function work() {
	for (let project = queue.shift(); project !== undefined; project = queue.shift()) {
		const name = project;
		const code = await new Promise((resolve) => {
			spawn("tsc", ["--noEmit", "-p", name], { stdio: "inherit", shell: process.platform === "win32" }).on("close", resolve);
		});
		if (code !== 0) {
			failed += 1;
			console.error(`${name}: type errors above`);
		}
	}
}

await Promise.all([work(), work()]);
console.log(`${projects.length - failed} of ${projects.length} projects type-check`);
process.exitCode = failed === 0 ? 0 : 1;
