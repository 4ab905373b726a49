// Lets `npm run demo` and `npm test` work on a fresh clone by themselves: installs when the lock file is newer than the
// install, and says so. Plain Node 20 and nothing else, since nothing else is there yet.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const lock = new URL("../package-lock.json", import.meta.url);
const installed = new URL("../node_modules/.package-lock.json", import.meta.url);
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 20)) {
	console.error(
		`Headroom needs Node.js 20.20 or newer; this is ${process.versions.node}. Install a newer one, then run the command again.`,
	);
	process.exit(1);
}
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
	console.log("Installing what package-lock.json names (once) …");
	const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
		cwd: root,
		stdio: "inherit",
		shell: process.platform === "win32",
	});
	if (npm.status !== 0) {
		console.error("npm ci failed; the lines above say why. Nothing was started.");
		process.exit(npm.status ?? 1);
	}
}
