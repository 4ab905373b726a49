import { Command } from "commander";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { JSON_OPTION, STREAMS_ARGUMENT } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { chooseStream } from "../../shared/streams/choose-streams.ts";
import { readManagedStreams } from "../../shared/streams/managed-streams.ts";
import { nameManagedStreams } from "../../shared/streams/name-streams.ts";
import { showStreams } from "../../shared/streams/show-streams.ts";
import { policyJson, policyView } from "./view.ts";

export function getPolicyCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("get")
		.summary("the policy that applies, and who stored it")
		.description("Shows the policy that applies, its source, and who stored it.")
		.argument(...STREAMS_ARGUMENT)
		.option(...JSON_OPTION)
		.addHelpText("after", examples("headroom policy get votes", "headroom policy get 'orders-*' --json > orders.json"))
		.action(
			withSession(async (session, given: readonly string[], { json }: { readonly json?: true }): Promise<ExitKind> => {
				const managed = await readManagedStreams(session, sessionPorts(session, terminal));
				const named = nameManagedStreams(given, managed);
				return showStreams(terminal, session, named, { isJson: json === true, kind: "policy" }, async (streamName) => {
					const stream = await chooseStream(session, managed, streamName);
					return { text: policyView(terminal, stream), json: policyJson(stream), exit: "done" };
				});
			}),
		);
}
