import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { ACCOUNT_ID, PARTITION, REGION } from "./account.ts";
import { bundleProgram } from "./bundle-program.ts";
import type { Account, EvaluationRequest, ProgramRequest } from "./evaluation-request.ts";
import { PATHS } from "./paths.ts";
import type { Evaluation } from "./recorded-app.ts";
import { startSstServer } from "./sst-server.ts";

const ACCOUNT: Account = { partition: PARTITION, region: REGION, accountId: ACCOUNT_ID, streams: [], concurrentExecutions: 1000 };

/**
 * Evaluates `sst.config.ts` as `sst deploy` does, with SST's real components, in a process of its own, against an account that does not
 * exist. No network beyond this machine's loopback.
 *
 * @throws Error where the evaluation could not be made; an app that refuses to deploy is a value
 */
export async function evaluateApp(request: EvaluationRequest): Promise<Evaluation> {
	if (!existsSync(join(PATHS.platform, "src/components/index.ts"))) {
		throw new Error(`SST's components are not in ${PATHS.platform}: run "node scripts/make-sst-platform.mjs" first`);
	}
	const work = await mkdtemp(join(tmpdir(), "headroom-evaluation-"));
	// In the platform's folder, so that what the bundle leaves out is found in the platform's node_modules.
	const bundle = join(PATHS.platform, `${basename(work)}.mjs`);
	const server = await startSstServer(work);
	try {
		await bundleProgram(bundle, request.edits ?? []);
		const resultFile = join(work, "evaluation.json");
		const output = await runProgram(bundle, request, { work, resultFile, serverUrl: server.url });
		if (!existsSync(resultFile)) throw new Error(`the evaluation of ${request.stage} ended without a result:\n${output}`);
		const evaluation = JSON.parse(await readFile(resultFile, "utf8")) as Evaluation;
		return evaluation.kind === "failed" ? evaluation : { kind: "evaluated", app: { ...evaluation.app, builds: server.builds } };
	} finally {
		await server.close();
		await Promise.all([rm(work, { recursive: true, force: true }), rm(bundle, { force: true })]);
	}
}

function runProgram(
	bundle: string,
	request: EvaluationRequest,
	{ work, resultFile, serverUrl }: { readonly work: string; readonly resultFile: string; readonly serverUrl: string },
): Promise<string> {
	const program: ProgramRequest = {
		stage: request.stage,
		isLenient: request.isLenient ?? false,
		account: { ...ACCOUNT, ...request.account },
		paths: { ...PATHS, work },
		resultFile,
	};
	const child = spawn(process.execPath, [bundle, JSON.stringify(program)], {
		cwd: PATHS.root,
		env: {
			...withoutDeployment(process.env),
			...request.environment,
			SST_SERVER: serverUrl,
			// Most of an evaluation is compiling all of SST, which is the same each time.
			NODE_COMPILE_CACHE: join(PATHS.root, "node_modules/.cache/compile"),
		},
		stdio: ["ignore", "pipe", "pipe"],
	});
	let output = "";
	for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
	return new Promise((resolve, reject) => child.on("error", reject).on("close", () => resolve(output)));
}

/** The person's own account, Region and settings change nothing here. */
function withoutDeployment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(AWS|HEADROOM|VOTING|SST|PULUMI|VITEST)_?/.test(name)));
}
