// Type-checks every project there is: the root's own files, stacks/ and infra-tests/ (against the types in .sst/platform), then each package, `engine` twice (its sources without Node's
// types, which is what keeps it pure; its tests with them). Runs two at a time and reports all, not just the first.
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";

const projects = [
	"tsconfig.json",
	"stacks/tsconfig.json",
	"infra-tests/tsconfig.json",
	...readdirSync("packages").flatMap((name) => [`packages/${name}/tsconfig.json`, `packages/${name}/tsconfig.test.json`]),
].filter((path) => existsSync(path));
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
