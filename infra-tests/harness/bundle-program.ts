import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { build, type Plugin } from "esbuild";
import type { SourceEdit } from "./evaluation-request.ts";
import { PATHS } from "./paths.ts";

/**
 * One module that evaluates `sst.config.ts` with SST's components, made as SST makes its own: with esbuild, into the platform's folder.
 *
 * @throws Error listing what could not be resolved, or an edit that does not fit its file
 */
export async function bundleProgram(outfile: string, edits: readonly SourceEdit[]): Promise<void> {
	const modules = {
		program: join(PATHS.root, "infra-tests/harness/program/evaluate-program.ts"),
		config: join(PATHS.root, "sst.config.ts"),
		run: join(PATHS.platform, "src/auto/run.ts"),
		components: join(PATHS.platform, "src/components/index.ts"),
	};
	await build({
		stdin: { contents: entry(modules), resolveDir: PATHS.root, loader: "ts" },
		outfile,
		bundle: true,
		format: "esm",
		platform: "node",
		target: "node20",
		mainFields: ["module", "main"],
		plugins: [leaveToThePlatform, editSources(edits)],
		keepNames: true,
		logLevel: "silent",
	});
}

function entry(modules: { readonly program: string; readonly config: string; readonly run: string; readonly components: string }): string {
	const path = (file: string) => JSON.stringify(file);
	return [
		`import { evaluateProgram } from ${path(modules.program)};`,
		"await evaluateProgram(JSON.parse(process.argv[2]), {",
		`	config: () => import(${path(modules.config)}),`,
		`	run: () => import(${path(modules.run)}),`,
		`	components: () => import(${path(modules.components)}),`,
		"});",
	].join("\n");
}

/** What SST's components import is loaded from the platform's own node_modules, and Pulumi from there for all: it must be there once. */
const leaveToThePlatform: Plugin = {
	name: "leave-to-the-platform",
	setup({ onResolve }) {
		onResolve({ filter: /^[^./]/ }, ({ importer, path }) => {
			const isOfThePlatform = importer.startsWith(join(PATHS.platform, "src")) || path.startsWith("@pulumi/");
			return isOfThePlatform ? { path, external: true } : undefined;
		});
	},
};

/** Hands esbuild an edited text in place of the file's own. */
function editSources(edits: readonly SourceEdit[]): Plugin {
	return {
		name: "edit-sources",
		setup({ onLoad, onEnd }) {
			const applied = new Set<SourceEdit>();
			onLoad({ filter: /\.ts$/ }, async ({ path }) => {
				const ofFile = edits.filter(({ file }) => file === relative(PATHS.root, path));
				if (ofFile.length === 0) return undefined;
				let contents = await readFile(path, "utf8");
				for (const edit of ofFile) {
					const count = contents.split(edit.from).length - 1;
					if (count !== 1) return { errors: [{ text: `${edit.file}: the text to edit is there ${count} times: ${edit.from}` }] };
					contents = contents.replace(edit.from, () => edit.to);
					applied.add(edit);
				}
				return { contents, loader: "ts" };
			});
			onEnd(() => ({
				errors: edits
					.filter((edit) => !applied.has(edit))
					.map(({ file }) => ({ text: `${file}: to be edited, but the app does not load it` })),
			}));
		},
	};
}
