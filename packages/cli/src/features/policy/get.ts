import { Command } from "commander";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { jsonDocument } from "../../shared/format/json-document.ts";
import { JSON_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { chooseStream } from "../../shared/streams/choose-streams.ts";
import { readManagedStreams } from "../../shared/streams/managed-streams.ts";
import { policyJson, policyView } from "./view.ts";

export function getPolicyCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("get")
		.description("Shows the policy that applies, its source, and who stored it.")
		.argument("<stream>", "name or ARN of the stream")
		.option(...JSON_OPTION)
		.addHelpText("after", examples("headroom policy get votes", "headroom policy get votes --json | jq .written > votes.json"))
		.action(
			withSession(async (session, streamName: string, { json }: { readonly json?: true }): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const stream = await chooseStream(session, await readManagedStreams(session, ports), streamName);
				terminal.out(json === true ? jsonDocument("policy", policyJson(stream)) : policyView(terminal, stream));
				return "done";
			}),
		);
}
