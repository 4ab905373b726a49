// Makes dist/headroom.cjs: the command and everything it uses in one CommonJS file, for Node.js 20.20 and newer. CommonJS for the reason
// that docs/decisions/0014-bundles.md gives; what a command does not need is loaded only when it is asked for.
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const packages = fileURLToPath(new URL("../..", import.meta.url));
const require = createRequire(import.meta.url);
/** What the page of `simulate --html` is made of. */
const PAGE_FILES = [
	...["page.css", "page.js"].map((name) => join(packages, "simulator/src/report/page", name)),
	...["uPlot.min.css", "uPlot.iife.min.js"].map((name) => require.resolve(`uplot/dist/${name}`)),
];
const bundlePath = join(packages, "cli/dist/headroom.cjs");
/** What is bundled: sources, and the manifests that pin what comes from npm. */
const SOURCES = ["aws", "cli", "config", "controller", "engine", "simulator", "twin"].filter((name) => existsSync(join(packages, name)));

/** Bundles when there is no bundle, or when a source is newer than it. */
export async function bundleWhenStale() {
	const builtMs = existsSync(bundlePath) ? statSync(bundlePath).mtimeMs : 0;
	if (SOURCES.some((name) => isNewer(join(packages, name, "package.json"), builtMs) || hasNewer(join(packages, name, "src"), builtMs))) {
		await bundle();
	}
}

async function bundle() {
	const { build } = await import("esbuild");
	const { outputFiles } = await build({
		absWorkingDir: join(packages, "cli"),
		entryPoints: ["src/main.ts"],
		bundle: true,
		write: false,
		platform: "node",
		format: "cjs",
		target: "node20.20",
		mainFields: ["module", "main"],
		// `await import("node:http")` becomes a `require`: as an import it would run every getter of the module, and so load undici, for 60 ms.
		supported: { "dynamic-import": false },
		minify: true,
		// Names of errors and functions stand in what --debug shows.
		keepNames: false,
		// The simulator finds its page's files beside itself: in the bundle they lie beside the bundle.
		define: { "import.meta.url": "moduleUrl" },
		banner: { js: 'const moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
		legalComments: "none",
		logLevel: "warning",
	});
	const pageFolder = join(packages, "cli/dist/page");
	mkdirSync(pageFolder, { recursive: true });
	for (const file of PAGE_FILES) copyFileSync(file, join(pageFolder, basename(file)));
	// Renamed into place: a second start at the same time sees the old bundle or the new one, never half of one.
	const half = `${bundlePath}.${process.pid}`;
	writeFileSync(half, outputFiles[0].contents);
	renameSync(half, bundlePath);
}

function hasNewer(folder, builtMs) {
	return readdirSync(folder, { withFileTypes: true }).some((entry) => {
		const path = join(folder, entry.name);
		return entry.isDirectory() ? hasNewer(path, builtMs) : isNewer(path, builtMs);
	});
}

function isNewer(path, builtMs) {
	return statSync(path).mtimeMs > builtMs;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await bundle();
