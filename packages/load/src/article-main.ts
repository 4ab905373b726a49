import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import pc from "picocolors";
import { holdConnections } from "./article/hold-connections.ts";
import { withFigures } from "./article/page.ts";
import { type ArticlePace, type ArticleRun, articlePace, articleRuns } from "./article/plan.ts";
import { brokenPromises } from "./article/promises.ts";
import { compareUnthrottled } from "./article/unthrottled.ts";
import { mostMeasured } from "./calibrate/choose-load.ts";
import { measureLocalCloud } from "./calibrate/measure-local-cloud.ts";
import { EXIT_FAILED, EXIT_INTERRUPTED, EXIT_USAGE } from "./exit-codes.ts";
import { count, milliseconds } from "./format.ts";
import { LoadError } from "./load-error.ts";
import { duration } from "./option-values.ts";
import { liveLoad } from "./run/live-load.ts";
import { checkOpenFiles } from "./run/machine.ts";
import { newRun, runLoad } from "./run/run-load.ts";
import { RESULTS_DIRECTORY, RunStore } from "./run/run-store.ts";
import type { StoredRun } from "./run/stored-run.ts";
import { renderRun } from "./run/summary.ts";
import { ownLocalCloud } from "./target/load-target.ts";

/**
 * `npm run bench:article`. Exit codes: 0 if every promise held, 1 if not or if the measurement failed, 2 for wrong usage, 130 if
 * interrupted.
 */

const MOST_USERS = 10_000;
const ARTICLE = fileURLToPath(new URL("../../../docs/article.md", import.meta.url));

const command = new Command("npm run bench:article --")
	.description(
		"Runs the article's test with the naive version and with Headroom, at 1,000 and 10,000 users. Writes the figures into docs/article.md.",
	)
	.option("--duration <duration>", "duration of each run (default: 10m, as in the article)", duration(10_000, 3_600_000), 600_000)
	.option("--dry-run", "print the figures, and write nothing")
	.allowExcessArguments(false)
	.showHelpAfterError("(npm run bench:article -- --help shows every option)")
	.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE))
	.parse();
const flags = command.opts<{ duration: number; dryRun?: true }>();

const interrupted = new AbortController();
const abandoned = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
	process.on(name, () => (interrupted.signal.aborted ? abandoned : interrupted).abort(new Error("Interrupted.")));
}

try {
	process.exitCode = await measure();
} catch (error) {
	if (interrupted.signal.aborted) {
		console.error("Interrupted. docs/article.md is unchanged. The runs so far are in load-results/.");
		process.exitCode = EXIT_INTERRUPTED;
	} else if (error instanceof LoadError) {
		console.error(pc.red(error.message));
		process.exitCode = EXIT_FAILED;
	} else throw error;
}

async function measure(): Promise<number> {
	checkOpenFiles(MOST_USERS);
	const durationSeconds = flags.duration / 1000;
	const pace = await calibrate();
	const runs = new Map<string, StoredRun>();
	for (const planned of articleRuns(durationSeconds, pace)) {
		const run = await runOne(planned);
		interrupted.signal.throwIfAborted();
		if (run.state !== "complete")
			throw new LoadError(`${planned.name} did not finish: ${run.failure ?? run.state}. docs/article.md is unchanged.`);
		runs.set(planned.name, run);
	}
	const unthrottled = await compareUnthrottled(pace.unthrottledVotesPerSecond, interrupted.signal, (line) => console.log(line));
	const results = { runs, unthrottled, pace, durationSeconds, measuredAtMs: Date.now() };
	const page = withFigures(await readFile(ARTICLE, "utf8"), results);
	if (flags.dryRun === true) console.log(page);
	else await writeFile(ARTICLE, page);
	const broken = brokenPromises(results);
	for (const line of broken) console.error(pc.red(line));
	console.log(flags.dryRun === true ? "Nothing was written." : "The figures are in docs/article.md.");
	return broken.length === 0 ? 0 : EXIT_FAILED;
}

/**
 * Whether this machine can hold the connections, and how many votes it carries. @throws LoadError with the reason if it cannot run the
 * test
 */
async function calibrate(): Promise<ArticlePace> {
	const target = await ownLocalCloud({ variant: "headroom", shardCount: 1 });
	try {
		console.log(`Holding ${count(MOST_USERS)} connections, and measuring this machine.`);
		await holdConnections(target.apiUrl, MOST_USERS);
		const abort = AbortSignal.any([interrupted.signal, target.ended]);
		const pace = articlePace(await measureLocalCloud(target.apiUrl, mostMeasured(1, undefined), () => {}, abort));
		const { machine, neighbourRecordsPerSecond, thinkMs } = pace;
		console.log(
			`This machine carries ${count(machine.votesPerSecond)} votes/s with a p95 of ${milliseconds(machine.p95Ms)}. 1,000 users will think for ${count(thinkMs["1000"])} ms, 10,000 for ${count(thinkMs["10000"])} ms` +
				(neighbourRecordsPerSecond === 0
					? "."
					: `, and a neighbour writes ${count(neighbourRecordsPerSecond)} records/s to the same stream.`),
		);
		return pace;
	} finally {
		await target.stop();
	}
}

async function runOne({ durationSeconds, model, name, neighbourRecordsPerSecond, shardCount, variant }: ArticleRun): Promise<StoredRun> {
	const target = await ownLocalCloud({ variant, shardCount });
	try {
		const order = { model, durationSeconds, variant, neighbourRecordsPerSecond, warmUp: true };
		const first = newRun(order, target, Date.now());
		const path = join(RESULTS_DIRECTORY, `article-${name}.json`);
		const store = await RunStore.create(path, first);
		const live = liveLoad(process.stdout);
		live.say(`\n${pc.bold(name)}: ${target.description}`);
		const run = await runLoad(order, target, store, first, live, { interrupted: interrupted.signal, abandoned: abandoned.signal });
		console.log(renderRun(run));
		await store.finish(run);
		return run;
	} finally {
		await target.stop();
	}
}
