import type { ValueMeaning } from "@headroom/simulator";
import { Command, InvalidArgumentError, Option } from "commander";
import { CliError } from "../../shared/errors/cli-error.ts";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { examples, JSON_OPTION, moment, wholeNumber } from "../../shared/options/argument-parsers.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";

/** The command line's, as `replay` is given it. */
export interface SimulateOptions {
	readonly as: ValueMeaning;
	readonly burstiness: number;
	readonly bytes: number;
	readonly csv?: true;
	readonly html?: string;
	readonly json?: true;
	readonly load?: string;
	readonly p99Shards?: number;
	readonly policy?: string;
	readonly seed: number;
	readonly since: number;
	readonly trace?: string;
	readonly who?: readonly string[];
}

const TWO_WEEKS_MS = 14 * 86_400_000;
const MEANINGS = ["records/bucket", "records/second", "bytes/bucket", "bytes/second"];

export function simulateCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("simulate")
		.summary("replay traffic under every policy; what to run")
		.description("Replays a stream's past, a trace or a generated load under each autoscaler.")
		.argument("[stream]")
		.option("--trace <file>", "CSV, or .json from aws cloudwatch get-metric-data")
		.option("--load <name>", "a generated one: flash-crowd, held-out:7; docs/simulator.md")
		.addOption(new Option("--since <time>", "of a stream's past; 14 days").argParser(moment).default(Date.now() - TWO_WEEKS_MS, "14d"))
		.addOption(new Option("--as <meaning>", "what CSV values are").argParser(meaning).default(meaning("records/bucket"), "records/bucket"))
		.option("--bytes <count>", "of the mean record", wholeNumber(1, 10_485_760), 1_000)
		.option("--p99-shards <count>", "size: what the 99th percentile fills", wholeNumber(1, 5_000))
		.option("--policy <file>", "Headroom's; - for the standard input")
		.addOption(new Option("--who <names>", "only these, comma between").argParser((text) => text.split(",")))
		.option("--seed <number>", "same seed, same report", wholeNumber(0, 2_147_483_647), 1)
		.addOption(new Option("--burstiness <ratio>", "0 to 3: of the seconds").argParser(burstiness).default(0))
		.option("--html <file>", "write a page with charts")
		.addOption(new Option("--csv", "print CSV").conflicts("json"))
		.option(...JSON_OPTION)
		.addHelpText("after", examples("headroom simulate votes --html votes.html", "headroom simulate --load flash-crowd"))
		.action(async (streamName: string | undefined, options: SimulateOptions) => {
			if ([streamName, options.trace, options.load].filter((given) => given !== undefined).length !== 1) {
				throw new CliError("usage", "Say what to replay: a stream, --trace <file> or --load <name>, and one of them only.", {
					hints: ["headroom simulate --help has examples."],
				});
			}
			// Loaded when it is asked for: the other commands start without it.
			const { givenTraffic, replay, streamTraffic } = await import("./replay.ts");
			if (streamName === undefined) {
				await replay(terminal, await givenTraffic(options), options);
				return;
			}
			await withSession(async (session): Promise<ExitKind> => {
				await replay(terminal, await streamTraffic(sessionPorts(session, terminal), streamName, options.since), options);
				return "done";
			})();
		});
}

function meaning(text: string): ValueMeaning {
	if (!MEANINGS.includes(text)) throw new InvalidArgumentError(`It must be one of ${MEANINGS.join(", ")}.`);
	const [measure, per] = text.split("/");
	return { measure, per } as ValueMeaning;
}

function burstiness(text: string): number {
	const ratio = Number(text);
	if (text.trim() === "" || !(ratio >= 0 && ratio <= 3)) throw new InvalidArgumentError("It must be a number from 0 to 3.");
	return ratio;
}
