import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { BUNDLE } from "@headroom/config";
import type { BuildFailure } from "esbuild";
import { LocalCloudError } from "../../../local-cloud-error.ts";
import { BundleCache } from "./bundle-cache.ts";

/** The parts of a handler's name in SST and Lambda: `packages/functions/src/tally.handler`. */
export interface HandlerName {
	/** Path from the repository's root, with extension. */
	readonly sourcePath: string;
	readonly exportName: string;
}

/**
 * The modules that SST leaves out of every bundle.
 * @see https://github.com/anomalyco/sst/blob/dev/pkg/runtime/node/build.go read 2026-11-23
 */
const SST_EXTERNAL = ["sharp", "pg-native"];

const WORKER_SOURCE = fileURLToPath(new URL("./function-worker.ts", import.meta.url));

/** Where {@link bundleFunctions} writes the code of the functions' threads. */
export function workerUrlIn(outputDirectory: string): URL {
	return pathToFileURL(join(outputDirectory, "function-worker.mjs"));
}

/** @param handler `<path without extension>.<export>` */
export function parseHandlerName(handler: string): HandlerName {
	const dot = handler.lastIndexOf(".");
	return { sourcePath: `${handler.slice(0, dot)}.ts`, exportName: handler.slice(dot + 1) };
}

/**
 * Bundles each function as `sst deploy` does for `nodejs24.x`: one CommonJS module, nothing shared between functions.
 * Without source maps, since nothing here reads them.
 * Writes the code of their threads beside them. Bundles of an earlier start are taken where no source has changed.
 *
 * @param sources source path from `repositoryRoot`, by function name
 *
 * @returns the bundle's URL, by function name
 * @throws LocalCloudError naming every source that is missing or does not bundle
 */
export async function bundleFunctions(
	sources: ReadonlyMap<string, string>,
	repositoryRoot: string,
	outputDirectory: string,
): Promise<ReadonlyMap<string, string>> {
	const missing = [...sources].filter(([, source]) => !existsSync(join(repositoryRoot, source)));
	if (missing.length > 0) {
		throw new LocalCloudError(`No source for ${missing.map(([name, source]) => `${name} (${source})`).join(", ")}.`);
	}
	const bundled = new Map([...sources.keys()].map((name) => [name, pathToFileURL(join(outputDirectory, name, "bundle.cjs")).href]));
	const cache = new BundleCache([[...sources], WORKER_SOURCE], repositoryRoot);
	if (await cache.restore(outputDirectory)) return bundled;
	try {
		const begunMs = Date.now();
		// Loaded only where something is bundled: it starts a process of its own.
		const { build } = await import("esbuild");
		const { metafile } = await build({
			absWorkingDir: repositoryRoot,
			bundle: true,
			entryPoints: [...sources].map(([name, source]) => ({ in: join(repositoryRoot, source), out: join(name, "bundle") })),
			external: [...SST_EXTERNAL, ...BUNDLE.esbuild.external],
			format: BUNDLE.format,
			keepNames: BUNDLE.esbuild.keepNames,
			logLevel: "silent",
			mainFields: BUNDLE.esbuild.mainFields,
			metafile: true,
			minify: BUNDLE.minify,
			outExtension: { ".js": ".cjs" },
			outdir: outputDirectory,
			platform: "node",
			target: "es2024",
		});
		const worker = await build({
			absWorkingDir: repositoryRoot,
			bundle: true,
			entryPoints: [WORKER_SOURCE],
			format: "esm",
			logLevel: "silent",
			metafile: true,
			outfile: fileURLToPath(workerUrlIn(outputDirectory)),
			platform: "node",
			target: "es2024",
		});
		await cache.keep([...Object.keys(metafile.inputs), ...Object.keys(worker.metafile.inputs)], outputDirectory, begunMs);
	} catch (error) {
		const failures = (error as Partial<BuildFailure>).errors ?? [];
		const faults = failures.map(({ location, text }) => (location === null ? text : `${location.file}:${location.line} ${text}`));
		throw new LocalCloudError(`The functions do not bundle: ${faults.length > 0 ? faults.join("; ") : String(error)}`);
	}
	return bundled;
}
