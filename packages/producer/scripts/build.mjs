// Makes dist/: the package as others get it, plain JavaScript and types, with a manifest of its own. The repository itself imports the sources.
import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const tsc = fileURLToPath(new URL("../../node_modules/.bin/tsc", new URL("..", import.meta.url)));

rmSync(dist, { recursive: true, force: true });
const { status } = spawnSync(tsc, ["-p", join(root, "tsconfig.build.json")], {
	stdio: ["ignore", "inherit", "inherit"],
	shell: process.platform === "win32",
});
if (status !== 0) process.exit(1);

const { description, license, name, sideEffects, type, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const manifest = {
	name,
	version,
	description,
	license,
	type,
	sideEffects,
	exports: { ".": { types: "./index.d.ts", default: "./index.js" } },
	engines: { node: ">=20.20.0" },
};
writeFileSync(join(dist, "package.json"), `${JSON.stringify(manifest, null, "\t")}\n`);
copyFileSync(join(root, "../../LICENSE"), join(dist, "LICENSE"));
