import { Command, InvalidArgumentError, Option } from "commander";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { jsonDocument } from "../../shared/format/json-document.ts";
import { moment, wholeNumber } from "../../shared/options/argument-parsers.ts";
import { JSON_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { WRITE_ATTEMPTS_OPTION } from "../../shared/simulation/write-attempts-option.ts";
import { chooseStream } from "../../shared/streams/choose-streams.ts";
import { readManagedStreams } from "../../shared/streams/managed-streams.ts";
import type { AdviceOptions } from "./query.ts";
import { adviceJson, adviceView } from "./view.ts";

interface Options extends AdviceOptions {
	readonly json?: true;
}

const TWO_WEEKS_MS = 14 * 86_400_000;
const DEFAULT_THROTTLED_SHARE = 0.001;

export function adviseCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("advise")
		.summary("which mode and policy to run, with the costs")
		.description("Replays a managed stream's last two weeks and recommends a mode and a policy.")
		.argument("<stream>", "the stream")
		.addOption(
			new Option("--since <time>", "start of the replay: a time or an age").argParser(moment).default(Date.now() - TWO_WEEKS_MS, "14d"),
		)
		.addOption(new Option("--throttled <share>", "most throttled records to accept").argParser(share).default(DEFAULT_THROTTLED_SHARE))
		.option(...WRITE_ATTEMPTS_OPTION)
		.option("--publishes", "producers publish WriteThrottles")
		.option("--seed <number>", "same seed, same advice", wholeNumber(0, 2_147_483_647), 1)
		.option(...JSON_OPTION)
		.addHelpText("after", examples("headroom advise votes", "headroom advise votes --throttled 0.0001 --json"))
		.action(
			withSession(async (session, streamName: string, options: Options): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const { policy } = await chooseStream(session, await readManagedStreams(session, ports), streamName);
				// Loaded only for this command: the others start without it.
				const { readAdvice } = await import("./query.ts");
				const advice = await readAdvice(terminal, ports, { streamName, policy }, options);
				terminal.out(options.json === true ? jsonDocument("advise", { streamName, ...adviceJson(advice) }) : adviceView(terminal, advice));
				return "done";
			}),
		);
}

function share(text: string): number {
	const given = Number(text);
	if (text.trim() === "" || !(given >= 0 && given <= 1)) throw new InvalidArgumentError("It must be a share from 0 to 1, such as 0.001.");
	return given;
}
