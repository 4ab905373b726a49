import { writeFileSync } from "node:fs";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ProgramRequest } from "../evaluation-request.ts";
import type { AppSettings, Evaluation, RecordedLookup, RecordedResource } from "../recorded-app.ts";
import { mockProvider } from "./mock-provider.ts";
import { recordRegistrations } from "./recorder.ts";

/** What an app's configuration module exports. */
interface Config {
	app(input: { readonly stage: string }): Promise<AppSettings> | AppSettings;
	run(): Promise<unknown>;
}

/** The modules of SST and of the app, loaded one after the other: each finds the globals that it reads while it is loaded. */
export interface ProgramModules {
	readonly config: () => Promise<{ readonly default: Config }>;
	readonly run: () => Promise<{ run(program: () => Promise<unknown>): Promise<Record<string, unknown>> }>;
	readonly components: () => Promise<Record<string, unknown>>;
}

/**
 * The program of an evaluation's own process: does what SST's does at `sst deploy`, with mocks for engine and provider, and writes what
 * happened to the request's result file.
 */
export async function evaluateProgram(request: ProgramRequest, modules: ProgramModules): Promise<void> {
	const resources: RecordedResource[] = [];
	const finish = (evaluation: Evaluation): never => {
		writeFileSync(request.resultFile, JSON.stringify(evaluation));
		process.exit(0);
	};
	const fail = (error: unknown): never => finish({ kind: "failed", message: messageOf(error), registered: namesOf(resources) });
	// A fault inside an output has nobody who awaits it.
	process.on("unhandledRejection", fail);
	process.on("uncaughtException", fail);
	try {
		finish({ kind: "evaluated", app: await evaluated(request, modules, resources) });
	} catch (error) {
		fail(error);
	}
}

async function evaluated(request: ProgramRequest, modules: ProgramModules, resources: RecordedResource[]) {
	const globals = globalThis as Record<string, unknown>;
	globals["$config"] = (config: Config) => config;
	const { default: config } = await modules.config();
	const written = await config.app({ stage: request.stage });
	const settings: AppSettings = { ...written, removal: written.removal ?? "retain", protect: written.protect ?? false };
	const lookups: RecordedLookup[] = [];
	const refusals: string[] = [];
	await pulumi.runtime.setMocks(mockProvider(request, lookups, refusals), settings.name, request.stage, false, "organization");
	recordRegistrations(resources);
	setGlobals(globals, request, settings);
	const outputs = await pulumi.runtime.runInPulumiStack(async () => {
		const { run } = await modules.run();
		globals["sst"] = await modules.components();
		return run(() => config.run());
	});
	await pulumi.runtime.disconnect();
	if (refusals.length > 0) throw new Error(refusals.join("\n"));
	return { stage: request.stage, settings, resources, lookups, builds: [], outputs: await plainOutputs(outputs) };
}

/** What SST's own shim and evaluation script put there. */
function setGlobals(globals: Record<string, unknown>, request: ProgramRequest, settings: AppSettings): void {
	const { root, work, platform } = request.paths;
	Object.assign(globals, {
		$app: { providers: { aws: {} }, ...settings, stage: request.stage },
		$dev: false,
		$cli: { command: "deploy", dev: false, paths: { root, work, platform, home: work }, state: { version: {} } },
		$util: pulumi,
		$output: pulumi.output,
		$apply: (value: unknown, then: (value: unknown) => unknown) => (pulumi.output(value) as pulumi.Output<unknown>).apply(then),
		$resolve: pulumi.all,
		$interpolate: pulumi.interpolate,
		$concat: pulumi.concat,
		$jsonParse: pulumi.jsonParse,
		$jsonStringify: pulumi.jsonStringify,
		$secrets: {},
		aws,
	});
}

async function plainOutputs(outputs: unknown): Promise<Record<string, unknown>> {
	const plain = await new Promise((resolve) => (pulumi.output(outputs) as pulumi.Output<unknown>).apply(resolve));
	return (plain ?? {}) as Record<string, unknown>;
}

function namesOf(resources: readonly RecordedResource[]): string[] {
	return resources.filter(({ type }) => type !== "pulumi:pulumi:Stack").map(({ type, logicalName }) => `${type} ${logicalName}`);
}

function messageOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	// A message that says nothing leaves the place at least.
	return error.message === "" ? (error.stack ?? error.name) : error.message;
}
