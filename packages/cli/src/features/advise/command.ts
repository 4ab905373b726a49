import { Command, Option } from "commander";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { moment, numberFrom, wholeNumber } from "../../shared/options/argument-parsers.ts";
import { JSON_OPTION, STREAMS_ARGUMENT } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { WRITE_ATTEMPTS_OPTION } from "../../shared/simulation/write-attempts-option.ts";
import { chooseStream } from "../../shared/streams/choose-streams.ts";
import { readManagedStreams } from "../../shared/streams/managed-streams.ts";
import { nameManagedStreams } from "../../shared/streams/name-streams.ts";
import { headed, showStreams } from "../../shared/streams/show-streams.ts";
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
		.argument(...STREAMS_ARGUMENT)
		.addOption(new Option("--since <time>", "start of the replay").argParser(moment).default(Date.now() - TWO_WEEKS_MS, "14d"))
		.addOption(
			new Option("--throttled <share>", "most throttled records to accept, as a share")
				.argParser(numberFrom(0, 1))
				.default(DEFAULT_THROTTLED_SHARE),
		)
		.option(...WRITE_ATTEMPTS_OPTION)
		.option("--publishes", "producers publish WriteThrottles")
		.option("--seed <number>", "one seed, one advice", wholeNumber(0, 2_147_483_647), 1)
		.option(...JSON_OPTION)
		.addHelpText("after", examples("headroom advise votes", "headroom advise votes --throttled 0.0001 --json"))
		.action(
			withSession(async (session, given: readonly string[], options: Options): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const managed = await readManagedStreams(session, ports);
				const named = nameManagedStreams(given, managed);
				// Loaded only for this command: the others start without it.
				const { readAdvice } = await import("./query.ts");
				return showStreams(
					terminal,
					session,
					named,
					{ isJson: options.json === true, kind: "advise", isOneByOne: true },
					async (streamName) => {
						const { policy } = await chooseStream(session, managed, streamName);
						const advice = await readAdvice(terminal, ports, { streamName, policy }, options);
						return {
							text: headed(terminal, named, streamName, adviceView(terminal, streamName, advice)),
							json: adviceJson(advice, streamName),
							exit: "done",
						};
					},
				);
			}),
		);
}
