// Runs every benchmark there is, one after the other, each in a process of its own: packages/*/bench/*.bench.ts. A name narrows
// it: `npm run bench -- decide`.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";

const wanted = process.argv.slice(2);
const files = readdirSync("packages")
	.map((name) => `packages/${name}/bench`)
	.filter((folder) => existsSync(folder))
	.flatMap((folder) => readdirSync(folder).map((file) => `${folder}/${file}`))
	.filter((file) => file.endsWith(".bench.ts") && (wanted.length === 0 || wanted.some((part) => file.includes(part))));

if (files.length === 0) {
	console.error(`No benchmark is named ${wanted.join(" or ")}. There are those in packages/*/bench.`);
	process.exit(2);
}
for (const file of files) {
	console.log(`\n${file}`);
	const { status } = spawnSync(process.execPath, [file], { stdio: "inherit" });
	if (status !== 0) process.exitCode = 1;
}
