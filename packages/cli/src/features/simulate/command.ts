import { Command, Option } from "commander";
import { CliError } from "../../shared/errors/cli-error.ts";
import { moment, numberFrom, wholeNumber } from "../../shared/options/argument-parsers.ts";
import { JSON_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { type SimulateOptions, TRACE_OPTIONS, traceReadingOptions } from "./options.ts";

const TWO_WEEKS_MS = 14 * 86_400_000;

/** They are too many for one screen, and most exports need none. A refusal names the one that it needs. */
const TRACE_HELP = `  How to read it (docs/traces.md): --as --period --gaps --metric
    --column --time-column --delimiter --write-attempts`;

export function simulateCommand({ terminal, withSession }: CommandContext): Command {
	const command = new Command("simulate");
	for (const option of traceReadingOptions()) command.addOption(option.hideHelp());
	return command
		.summary("replay traffic under every policy; what to run")
		.description("Replays a stream's past, a trace or a generated load under each autoscaler.")
		.argument("[streams...]")
		.option("--trace <file>", "CSV, or JSON of aws cloudwatch; - is stdin")
		.option("--load <name>", "flash-crowd, held-out:7; docs/simulator.md")
		.addOption(new Option("--since <time>", "start").argParser(moment).default(Date.now() - TWO_WEEKS_MS, "14d"))
		.option("--bytes-per-record <count>", "size of the mean record", wholeNumber(1, 10_485_760))
		.option("--p99-shards <count>", "shards that its 99th percentile fills", wholeNumber(1, 5_000))
		.option("--policy <file>", "Headroom's policy; - is the standard input")
		.addOption(new Option("--who <names>", "only these, separated by commas").argParser((text) => text.split(",")))
		.option("--seed <number>", "one seed, one report", wholeNumber(0, 2_147_483_647), 1)
		.addOption(new Option("--burstiness <ratio>", "variation of the seconds").argParser(numberFrom(0, 3)).default(0))
		.option("--html <file>", "write a page with charts")
		.addOption(new Option("--csv", "print CSV").conflicts("json"))
		.option(...JSON_OPTION)
		.addHelpText("after", TRACE_HELP)
		.addHelpText(
			"after",
			examples("headroom simulate votes --html votes.html", "aws cloudwatch get-metric-data … | headroom simulate --trace -"),
		)
		.action(async (given: readonly string[], options: SimulateOptions, self: Command) => {
			if ([given[0], options.trace, options.load].filter((each) => each !== undefined).length !== 1) {
				throw new CliError("usage", "Name one thing to replay: streams, --trace <file> or --load <name>.", {
					hints: ["headroom simulate --help has examples."],
				});
			}
			const unused = options.trace === undefined ? namesOf(options).filter((name) => options[name] !== undefined) : [];
			if (unused.length > 0) {
				throw new CliError("usage", `${unused.map(asTyped).join(", ")}: only with --trace <file>, since it says how to read a file.`);
			}
			if (options.trace === "-" && options.policy === "-") {
				throw new CliError("usage", "Both --trace and --policy are the standard input. Name a file for one of them.");
			}
			// Loaded only for this command: the others start without it.
			const { replayGiven, replayStreams } = await import("./replay.ts");
			if (given.length === 0) return replayGiven(terminal, options);
			const replay = withSession((session, streamNames: readonly string[], _: SimulateOptions, __: Command) =>
				replayStreams(terminal, session, streamNames, options),
			);
			return replay(given, options, self);
		});
}

/** A stream's own past needs the number of attempts, too. */
function namesOf({ load }: SimulateOptions): readonly (keyof SimulateOptions)[] {
	return load === undefined ? TRACE_OPTIONS : [...TRACE_OPTIONS, "writeAttempts"];
}

/** `bytesPerRecord` as a person types it. */
function asTyped(name: string): string {
	return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
