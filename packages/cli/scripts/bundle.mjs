// Makes dist/headroom.cjs: the command and everything it uses in one CommonJS file, for Node.js 20.20 and newer. CommonJS for the reason
// that docs/decisions/0014-bundles.md gives.
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { thirdPartyLicenses } from "./third-party-licenses.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const bundlePath = join(root, "packages/cli/dist/headroom.cjs");
/** What the bundle was made of, from the root: the sources, and the lock file for what comes from npm. */
const inputsPath = join(root, "packages/cli/dist/inputs.json");
/** The terms of what comes from npm and is in the bundle: they go where the code goes. */
const licensesPath = join(root, "packages/cli/dist/THIRD-PARTY-LICENSES.txt");

/** Text that is put into the bundle, and so is no input that the bundler names. */
const PAGE = ["packages/simulator/src/report/page/page.css", "packages/simulator/src/report/page/page.js"];

/** From npm, by the same way. */
const PLOT = ["node_modules/uplot/dist/uPlot.iife.min.js"];
const SCRIPTS = ["packages/cli/scripts/bundle.mjs", "packages/cli/scripts/third-party-licenses.mjs"];

/** Bundles when there is no bundle, or when something that it was made of is newer or gone. */
export async function bundleWhenStale() {
	if (!isStale()) return;
	if (process.stderr.isTTY) console.error("Bundling the command, once for every change of its sources …");
	await bundle();
}

function isStale() {
	if (!existsSync(bundlePath) || !existsSync(inputsPath)) return true;
	const builtMs = statSync(bundlePath).mtimeMs;
	return JSON.parse(readFileSync(inputsPath, "utf8")).some((input) => {
		const stat = statSync(join(root, input), { throwIfNoEntry: false });
		return stat === undefined || stat.mtimeMs > builtMs;
	});
}

async function bundle() {
	const { build } = await import("esbuild");
	const { metafile, outputFiles } = await build({
		absWorkingDir: root,
		entryPoints: ["packages/cli/src/main.ts"],
		metafile: true,
		bundle: true,
		write: false,
		platform: "node",
		format: "cjs",
		target: "node20.20",
		mainFields: ["module", "main"],
		// `await import("node:http")` becomes a `require`: as an import it would run every getter of the module, and so load undici, for 60 ms.
		supported: { "dynamic-import": false },
		minify: true,
		// Our errors have names of their own.
		keepNames: false,
		plugins: [pageAssetsAsText],
		legalComments: "none",
		logLevel: "warning",
	});
	const sources = Object.keys(metafile.inputs).filter((input) => !input.includes("node_modules/"));
	const bundled = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
	mkdirSync(dirname(bundlePath), { recursive: true });
	writeWhole(licensesPath, thirdPartyLicenses(root, [...bundled, ...PLOT]));
	writeWhole(inputsPath, JSON.stringify([...sources, "package-lock.json", ...SCRIPTS, ...PAGE]));
	writeWhole(bundlePath, outputFiles[0].contents);
}

/** The simulator reads its page's files from beside itself; the bundle is one file, and has their text. */
const pageAssetsAsText = {
	name: "page-assets-as-text",
	setup({ onLoad }) {
		onLoad({ filter: /simulator\/src\/report\/page-assets\.ts$/ }, ({ path }) => {
			const own = ["page.css", "page.js"].map((name) => [name, join(dirname(path), "page", name)]);
			// From where the simulator has it: it is no dependency of the command.
			const plot = ["uPlot.iife.min.js", "uPlot.min.css"].map((name) => [name, createRequire(path).resolve(`uplot/dist/${name}`)]);
			const texts = [...own, ...plot].map(([name, file]) => `${JSON.stringify(name)}: () => ${JSON.stringify(readFileSync(file, "utf8"))}`);
			return { contents: `export const PAGE_ASSETS = { ${texts.join(", ")} };`, loader: "js" };
		});
	},
};

/** Renamed into place: a second start at the same time sees the old file or the new one, never half of one. */
function writeWhole(path, contents) {
	const half = `${path}.${process.pid}`;
	writeFileSync(half, contents);
	renameSync(half, path);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await bundle();
