import pc from "picocolors";
import { EXIT_FAILED, EXIT_INTERRUPTED } from "./exit-codes.ts";
import { readLoadArguments } from "./load-arguments.ts";
import { LoadError } from "./load-error.ts";
import { liveLoad } from "./run/live-load.ts";
import { checkOpenFiles } from "./run/machine.ts";
import { type LoadOrder, newRun, runLoad } from "./run/run-load.ts";
import { RunStore, resultPath } from "./run/run-store.ts";
import { describeModel, renderRun } from "./run/summary.ts";
import { ownLocalCloud, runningTarget } from "./target/load-target.ts";

/**
 * `npm run load`. Exit codes: 0 if every accepted vote is counted exactly once, 1 if not or if the run failed, 130 if
 * interrupted.
 */

const options = readLoadArguments(process.argv.slice(2));
const interrupted = new AbortController();
const abandoned = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
	process.on(name, () => (interrupted.signal.aborted ? abandoned : interrupted).abort(new Error("Interrupted.")));
}

try {
	process.exitCode = await load();
} catch (error) {
	if (!(error instanceof LoadError)) throw error;
	console.error(pc.red(error.message));
	process.exitCode = EXIT_FAILED;
}

async function load(): Promise<number> {
	const { model } = options;
	checkOpenFiles(model.kind === "users" ? model.users : model.connections);
	const startedAtMs = Date.now();
	const path = options.out ?? resultPath(startedAtMs);
	const target = await (options.target === undefined ? ownLocalCloud(options) : runningTarget(options.target, options));
	try {
		const order: LoadOrder = {
			model,
			durationSeconds: options.durationSeconds,
			warmUp: options.warmUp,
			variant: options.target === undefined ? options.variant : undefined,
		};
		const first = newRun(order, target, startedAtMs);
		const store = await RunStore.create(path, first);
		const live = liveLoad(process.stdout);
		live.say(`${describeModel(model)} for ${options.durationSeconds} s against ${target.description}: ${target.apiUrl}`);
		const run = await runLoad(order, target, store, first, live, { interrupted: interrupted.signal, abandoned: abandoned.signal });
		console.log(renderRun(run));
		await store.finish(run);
		console.log(pc.dim(`Stored in ${path}; npm run load:report makes a page of it.`));
		if (run.state === "interrupted") return EXIT_INTERRUPTED;
		return run.state === "complete" && run.exactlyOnce?.holds === true ? 0 : EXIT_FAILED;
	} finally {
		await target.stop();
	}
}
