// Makes `.sst/platform`, SST's components and their types, which the infra tests and the types of stacks/ are about: once, and again for another
// version of SST. It is the one step of `npm test` that takes the network (npm's registry), as the install before it; no account, no Pulumi.
// Plain Node 20 and nothing else, like install-when-needed.mjs.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const platform = new URL("../.sst/platform/", import.meta.url);
const { version: wanted } = JSON.parse(readFileSync(new URL("../node_modules/sst/package.json", import.meta.url), "utf8"));

/** SST writes it last: where it is there, all is. */
const providerLock = new URL("../provider-lock.json", platform);
const made = [new URL("version", platform), new URL("node_modules/@pulumi/aws/package.json", platform), providerLock];

function versionThere() {
	return made.every((file) => existsSync(file)) ? readFileSync(new URL("version", platform), "utf8").trim() : undefined;
}

if (versionThere() !== wanted) {
	console.log(`Making .sst/platform with SST ${wanted} (once; about a minute, 330 MB) …`);
	// What a broken run or another version left would be taken for complete.
	rmSync(platform, { recursive: true, force: true });
	rmSync(providerLock, { force: true });
	const sst = spawnSync("node_modules/.bin/sst", ["install", "--stage", "test"], {
		cwd: root,
		stdio: ["ignore", "inherit", "inherit"],
		shell: process.platform === "win32",
		env: { ...process.env, SST_SKIP_DEPENDENCY_CHECK: "1", SST_NO_BUN: "1", SST_TELEMETRY_DISABLED: "1" },
	});
	if (sst.status !== 0 || versionThere() !== wanted) {
		const how = sst.error ? sst.error.message : `exit code ${sst.status ?? sst.signal}`;
		console.error(
			[
				`"sst install" did not make .sst/platform (${how}); the lines above say why, and "npx sst install --stage test --print-logs" says more.`,
				"It needs npm's registry, and an sst.config.ts whose imports exist. Mend that, then run the command again: it starts afresh.",
			].join("\n"),
		);
		process.exit(1);
	}
}
