import { open, writeFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { EXIT_FAILED, EXIT_INTERRUPTED, EXIT_USAGE } from "../exit-codes.ts";
import { wholeNumber } from "../option-values.ts";
import { liveView } from "./live-view.ts";
import { signIn } from "./other-demos.ts";
import { runDemo } from "./run-demo.ts";
import type { RunOptions, RunReport, Variant } from "./run-report.ts";
import { exitCodeOf } from "./story.ts";
import { renderComparison, renderSummary } from "./summary.ts";

interface Flags {
	readonly rate?: number;
	readonly duration?: number;
	readonly shards: number;
	readonly naive?: true;
	readonly compare?: true;
	readonly fastAlarm: boolean;
	readonly alarms: boolean;
	readonly reshardSeconds?: number;
	readonly json?: string;
}

const DURATION_SECONDS = 90;
/** The service's own metrics come a minute and more after the fact, and the sweep once a minute. */
const SLOW_DURATION_SECONDS = 240;

/** Keeps an existing file: an interrupted run must not destroy the report of the last one. */
async function checkWritable(path: string): Promise<void> {
	try {
		await (await open(path, "a")).close();
	} catch (error) {
		throw new Error(`The demo cannot write --json ${path}: ${error instanceof Error ? error.message : String(error)}`);
	}
}

const command = new Command("npm run demo --")
	.description("Votes pour into a stream of one shard on the local cloud: see it throttle, scale and lose nothing.")
	.option(
		"--rate <votes per second>",
		"offered rate, whatever the answers take (default: what this machine carries, and a neighbour for the rest)",
		wholeNumber(1, 20_000),
	)
	.option(
		"--duration <seconds>",
		`how long the load lasts (default: ${DURATION_SECONDS}; ${SLOW_DURATION_SECONDS} with --no-fast-alarm or --no-alarms)`,
		wholeNumber(1, 3600),
	)
	.option("--shards <count>", "shards at the start", wholeNumber(1, 200), 1)
	.option("--naive", "the article's place-vote: no handling of throttles, no autoscaler")
	.addOption(new Option("--compare", "run both, one after the other, and compare").conflicts("naive"))
	.option("--no-fast-alarm", "without the producers' own 10 s alarm, only with the service's alarm and the sweep")
	.option("--no-alarms", "drop the delivery of every alarm, so that only the sweep works")
	.option("--reshard-seconds <count>", "duration of every reshard (default: 15 and 10 for each split or merge)", wholeNumber(0, 3600))
	.option("--json <file>", "write the whole report")
	.addHelpText(
		"after",
		"\nExit codes: 0 if every accepted vote is counted exactly once, 1 if not or if the demo failed, 2 for wrong usage, 3 if all held but the run\n" +
			"could not show it (the reason stands above the table), 130 if interrupted.",
	)
	.showHelpAfterError("(npm run demo -- --help shows every option; npm passes on only the words after --)")
	.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE))
	.parse();

const flags = command.opts<Flags>();
const durationSeconds = flags.duration ?? (flags.fastAlarm && flags.alarms ? DURATION_SECONDS : SLOW_DURATION_SECONDS);
const variants: Variant[] = flags.compare ? ["naive", "headroom"] : [flags.naive ? "naive" : "headroom"];
const interrupted = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => interrupted.abort(new Error("Interrupted.")));

try {
	// Before the run: with a bad path, two minutes and the report would be lost.
	if (flags.json !== undefined) await checkWritable(flags.json);
	const others = signIn();
	if (others.length > 0)
		console.log(`Another demo runs on this machine (process ${others.join(", ")}): each will measure a machine that the other one uses.`);
	const reports: RunReport[] = [];
	for (const variant of variants) {
		const options: RunOptions = {
			variant,
			...(flags.rate === undefined ? {} : { ratePerSecond: flags.rate }),
			durationSeconds,
			shardCount: flags.shards,
			fastAlarm: flags.fastAlarm,
			deliverAlarms: flags.alarms,
			...(flags.reshardSeconds === undefined ? {} : { reshardSeconds: flags.reshardSeconds }),
		};
		const report = await runDemo(options, reports[0]?.load, liveView(process.stdout, durationSeconds), interrupted.signal);
		console.log(`\n${renderSummary(report)}\n`);
		reports.push(report);
	}
	if (reports.length > 1) console.log(`${renderComparison(reports)}\n`);
	if (flags.json !== undefined) {
		await writeFile(flags.json, `${JSON.stringify(flags.compare ? { schemaVersion: 2, runs: reports } : reports[0], null, "\t")}\n`);
		console.log(`The whole report is in ${flags.json}.`);
	}
	process.exitCode = exitCodeOf(reports);
} catch (error) {
	if (interrupted.signal.aborted) {
		console.error("Interrupted. The local cloud is stopped, and nothing is left running.");
		process.exitCode = EXIT_INTERRUPTED;
	} else {
		console.error(`The demo failed: ${error instanceof Error ? error.message : String(error)}`);
		process.exitCode = EXIT_FAILED;
	}
}
