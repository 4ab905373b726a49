import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "esbuild";
import { PATHS } from "./paths.ts";
import type { RecordedBuild } from "./recorded-app.ts";

export interface SstServer {
	readonly url: string;
	readonly builds: readonly RecordedBuild[];
	close(): Promise<void>;
}

interface BuildInput {
	readonly functionID: string;
	readonly handler: string;
	readonly runtime: string;
	readonly properties?: Readonly<Record<string, unknown>>;
}

type Answer = { readonly result: unknown } | { readonly error: string };

/**
 * In place of the server that the `sst` binary runs beside its program: says where assets go, and "builds" functions, which here means
 * that the handler's file and export are looked for. Whatever else is asked is refused.
 *
 * @param work folder for what is built
 */
export async function startSstServer(work: string): Promise<SstServer> {
	const builds: RecordedBuild[] = [];
	const server = createServer(async (request, response) => {
		let body = "";
		for await (const chunk of request) body += chunk;
		response.end(JSON.stringify(await answer(body, work, builds)));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		builds,
		close: () => new Promise((resolve) => server.close(() => resolve())),
	};
}

async function answer(body: string, work: string, builds: RecordedBuild[]): Promise<Answer> {
	const { method, params } = JSON.parse(body) as { method: string; params: [BuildInput] };
	switch (method) {
		case "Provider.Aws.Bootstrap":
			return { result: { asset: "sst-asset-bucket", state: "sst-state-bucket" } };
		case "Runtime.Build":
			return { result: await buildFunction(params[0], work, builds) };
		default:
			return { error: `the SST server of the harness was asked for ${method}, which it does not know` };
	}
}

async function buildFunction(input: BuildInput, work: string, builds: RecordedBuild[]) {
	builds.push({
		functionId: input.functionID,
		handler: input.handler,
		runtime: input.runtime,
		properties: input.properties ?? {},
	});
	const out = join(work, "built", input.functionID);
	await mkdir(out, { recursive: true });
	await writeFile(join(out, "bundle.mjs"), "export {}\n");
	return { out, handler: `bundle.${exportOf(input.handler)}`, errors: await faultsOf(input.handler), sourcemaps: [] };
}

async function faultsOf(handler: string): Promise<string[]> {
	const file = `${handler.slice(0, handler.lastIndexOf("."))}.ts`;
	const path = join(PATHS.root, file);
	if (!existsSync(path)) return [`handler ${handler}: there is no file ${file}`];
	const { metafile } = await build({ entryPoints: [path], bundle: false, write: false, metafile: true, format: "esm", logLevel: "silent" });
	const exported = Object.values(metafile.outputs).flatMap((output) => output.exports);
	return exported.includes(exportOf(handler)) ? [] : [`handler ${handler}: ${file} exports ${exported.join(", ") || "nothing"}`];
}

function exportOf(handler: string): string {
	return handler.slice(handler.lastIndexOf(".") + 1);
}
