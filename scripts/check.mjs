// `npm run check`, which is what `npm test` runs: all that looks at the sources, then the tests. Making .sst/platform takes most of a minute on a fresh
// clone, and only the types of stacks/ and the tests need it: the rest goes on beside it. All complaints are shown, not just the first.
import { spawn } from "node:child_process";

/** Steps of a lane come one after the other, and end at the first that fails. */
const LANES = [
	["node scripts/make-sst-platform.mjs", "npm run --silent types"],
	["npm run --silent format", "npm run --silent lint", "npm run --silent knip"],
];

function run(command) {
	return new Promise((resolve) => spawn(command, { stdio: "inherit", shell: true }).on("close", resolve));
}

async function isGood(lane) {
	for (const command of lane) {
		if ((await run(command)) !== 0) {
			console.error(`"${command}" failed: see above`);
			return false;
		}
	}
	return true;
}

const lanes = await Promise.all(LANES.map(isGood));
process.exitCode = lanes.every(Boolean) ? await run("npm run --silent unit") : 1;
