import { Command, Option } from "commander";
import { CliError } from "../../shared/errors/cli-error.ts";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { moment, wholeNumber } from "../../shared/options/argument-parsers.ts";
import { JSON_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { burstiness, meaning, type SimulateOptions } from "./options.ts";

const TWO_WEEKS_MS = 14 * 86_400_000;

export function simulateCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("simulate")
		.summary("replay traffic under every policy; what to run")
		.description("Replays a stream's past, a trace or a generated load under each autoscaler.")
		.argument("[stream]")
		.option("--trace <file>", "CSV, or .json from aws cloudwatch get-metric-data")
		.option("--load <name>", "a load of docs/simulator.md: flash-crowd, held-out:7")
		.addOption(
			new Option("--since <time>", "start of the replay: a time or an age").argParser(moment).default(Date.now() - TWO_WEEKS_MS, "14d"),
		)
		.addOption(
			new Option("--as <meaning>", "meaning of CSV values").argParser(meaning).default(meaning("records/bucket"), "records/bucket"),
		)
		.option("--bytes <count>", "size of the mean record", wholeNumber(1, 10_485_760), 1_000)
		.option("--p99-shards <count>", "scale the trace: its 99th percentile fills these", wholeNumber(1, 5_000))
		.option("--policy <file>", "Headroom's policy; - is the standard input")
		.addOption(new Option("--who <names>", "only these, separated by commas").argParser((text) => text.split(",")))
		.option("--seed <number>", "same seed, same report", wholeNumber(0, 2_147_483_647), 1)
		.addOption(new Option("--burstiness <ratio>", "variation of the seconds, 0 to 3").argParser(burstiness).default(0))
		.option("--html <file>", "write a page with charts")
		.addOption(new Option("--csv", "print CSV").conflicts("json"))
		.option(...JSON_OPTION)
		.addHelpText("after", examples("headroom simulate votes --html votes.html", "headroom simulate --load flash-crowd"))
		.action(async (streamName: string | undefined, options: SimulateOptions) => {
			if ([streamName, options.trace, options.load].filter((given) => given !== undefined).length !== 1) {
				throw new CliError("usage", "Name one thing to replay: a stream, --trace <file> or --load <name>.", {
					hints: ["headroom simulate --help has examples."],
				});
			}
			// Loaded only for this command: the others start without it.
			const { replayGiven, replayStream } = await import("./replay.ts");
			if (streamName === undefined) {
				await replayGiven(terminal, options);
				return;
			}
			await withSession(async (session): Promise<ExitKind> => {
				await replayStream(terminal, sessionPorts(session, terminal), streamName, options);
				return "done";
			})();
		});
}
