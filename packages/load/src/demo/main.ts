import { open, writeFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { EXIT_FAILED, EXIT_INTERRUPTED, EXIT_USAGE } from "../exit-codes.ts";
import { wholeNumber } from "../option-values.ts";
import { liveView } from "./live-view.ts";
import { runDemo } from "./run-demo.ts";
import type { RunOptions, RunReport, Variant } from "./run-report.ts";
import { renderComparison, renderSummary } from "./summary.ts";

interface Flags {
	readonly rate: number;
	readonly duration: number;
	readonly shards: number;
	readonly naive?: true;
	readonly compare?: true;
	readonly fastAlarm: boolean;
	readonly alarms: boolean;
	readonly json?: string;
}

/** Leaves what is there as it is: an interrupted run must not cost the report of the last one. */
async function checkWritable(path: string): Promise<void> {
	try {
		await (await open(path, "a")).close();
	} catch (error) {
		throw new Error(`--json ${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
	}
}

const command = new Command("npm run demo --")
	.description("Votes pour into a stream of one shard on the local cloud: see it throttle, scale and lose nothing.")
	.option("--rate <votes per second>", "offered rate, held whatever the answers take (open loop)", wholeNumber(1, 20_000), 1500)
	.option("--duration <seconds>", "how long the load lasts", wholeNumber(1, 3600), 90)
	.option("--shards <count>", "shards that the stream begins with", wholeNumber(1, 200), 1)
	.option("--naive", "the article's place-vote: no handling of throttles, no autoscaler")
	.addOption(new Option("--compare", "both, one after the other, side by side").conflicts("naive"))
	.option("--no-fast-alarm", "without the producers' own 10 s alarm: the service's alarm and the sweep must do")
	.option("--no-alarms", "drop every alarm's delivery: the sweep alone must do")
	.option("--json <file>", "write the whole report")
	.addHelpText(
		"after",
		"\nExit code: 0 when every accepted vote is counted exactly once, 1 when not or when the demo could not be run, 2 for wrong usage, 130 when interrupted.",
	)
	.showHelpAfterError("(npm run demo -- --help shows every option; npm passes on only what comes after --)")
	.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT_USAGE))
	.parse();

const flags = command.opts<Flags>();
const variants: Variant[] = flags.compare ? ["naive", "headroom"] : [flags.naive ? "naive" : "headroom"];
const interrupted = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => interrupted.abort(new Error("Interrupted.")));

try {
	// Not after it: a path that cannot be written must not cost two minutes and the report.
	if (flags.json !== undefined) await checkWritable(flags.json);
	const reports: RunReport[] = [];
	for (const variant of variants) {
		const options: RunOptions = {
			variant,
			ratePerSecond: flags.rate,
			durationSeconds: flags.duration,
			shardCount: flags.shards,
			fastAlarm: flags.fastAlarm,
			deliverAlarms: flags.alarms,
		};
		const report = await runDemo(options, liveView(process.stdout, flags.duration), interrupted.signal);
		console.log(`\n${renderSummary(report)}\n`);
		reports.push(report);
	}
	if (reports.length > 1) console.log(`${renderComparison(reports)}\n`);
	if (flags.json !== undefined) {
		await writeFile(flags.json, `${JSON.stringify(flags.compare ? { schemaVersion: 1, runs: reports } : reports[0], null, "\t")}\n`);
		console.log(`The whole report is in ${flags.json}.`);
	}
	process.exitCode = reports.every((report) => report.exactlyOnce.holds) ? 0 : EXIT_FAILED;
} catch (error) {
	if (interrupted.signal.aborted) {
		console.error("Interrupted; the local cloud is stopped. Nothing was left running.");
		process.exitCode = EXIT_INTERRUPTED;
	} else {
		console.error(`The demo could not be run: ${error instanceof Error ? error.message : String(error)}`);
		process.exitCode = EXIT_FAILED;
	}
}
