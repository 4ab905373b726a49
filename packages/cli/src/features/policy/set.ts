import { Command } from "commander";
import { actOnStreams } from "../../shared/acting/act-on-streams.ts";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { JSON_OPTION, POLICY_FILE_TAKES, REASON_OPTION, STREAMS_ARGUMENT, YES_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import { policyFor, readPolicyFile } from "../../shared/options/given-policy.ts";
import { neededOption } from "../../shared/options/needed-option.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { readManagedStreams } from "../../shared/streams/managed-streams.ts";
import { nameManagedStreams } from "../../shared/streams/name-streams.ts";
import { storePlan } from "./store-plan.ts";

interface Options {
	readonly dryRun?: true;
	readonly file?: string;
	readonly json?: true;
	readonly reason: string;
	readonly yes?: true;
}

export function setPolicyCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("set")
		.summary("store a policy")
		.description("Stores a policy and adapts the alarms to it. Shows the difference first. Takes what policy get --json prints.")
		.argument(...STREAMS_ARGUMENT)
		.option("--file <file>", `needed: ${POLICY_FILE_TAKES}`)
		.option(...REASON_OPTION)
		.option("--dry-run", "only show the difference")
		.option(...YES_OPTION)
		.option(...JSON_OPTION)
		.addHelpText(
			"after",
			examples(
				"headroom policy set votes --file votes.json",
				"echo '{\"maxShardCount\": 8}' | headroom policy set votes --file - --yes",
				"headroom policy set 'orders-*' --file orders.json --dry-run",
			),
		)
		.action(
			withSession(async (session, given: readonly string[], options: Options): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const file = await readPolicyFile(neededOption(options.file, "--file <file>", POLICY_FILE_TAKES));
				const managed = await readManagedStreams(session, ports);
				const named = nameManagedStreams(given, managed);
				const store = { terminal, session, ports, managed, named, reason: options.reason };
				const command = {
					kind: "policy-set",
					question: (streams: string) => `Set the policy of ${streams}`,
					asksForOne: true,
					plan: async (streamName: string) => storePlan(store, streamName, policyFor(file, streamName)),
				};
				return actOnStreams(terminal, session, named, command, options);
			}),
		);
}
