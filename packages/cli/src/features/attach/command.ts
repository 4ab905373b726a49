import { Command } from "commander";
import { applyAttachment, asManaged, planAttachment, type Wanted } from "../../shared/attachment/attachment.ts";
import { attachmentView } from "../../shared/attachment/attachment-view.ts";
import { CliError } from "../../shared/errors/cli-error.ts";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { YES_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import { checkPolicy, readGivenPolicy } from "../../shared/options/given-policy.ts";
import type { AwsSession } from "../../shared/session/aws-session.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { type SessionPorts, sessionPorts } from "../../shared/session/session-ports.ts";
import { policyOfExisting } from "../../shared/streams/choose-streams.ts";
import { readManagedStreams } from "../../shared/streams/managed-streams.ts";
import { ask } from "../../shared/terminal/ask.ts";

interface Options {
	readonly dryRun?: true;
	readonly policy?: string;
	readonly yes?: true;
}

export function attachCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("attach")
		.summary("manage a stream that was deployed elsewhere")
		.description(
			"Makes a stream managed: its policy, its alarms, and their permission to wake the\nautoscaler. Shows the difference first; done again, it mends what has drifted.",
		)
		.argument("<stream>", "the stream")
		.option("--policy <file>", "policy in JSON, - for the standard input; all default where not said")
		.option("--dry-run", "show the difference only")
		.option(...YES_OPTION)
		.addHelpText(
			"after",
			examples(
				"headroom attach orders",
				"headroom attach orders --policy orders.json --yes",
				"echo '{\"maxShardCount\": 8}' | headroom attach orders --policy - --dry-run",
			),
		)
		.action(
			withSession(async (session, streamName: string, options: Options): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const plan = await planAttachment(session, ports, await wantedOf(session, ports, streamName, options));
				if (!plan.isChange) {
					terminal.out(`${streamName} is attached as it should be: nothing to do.`);
					return "done";
				}
				terminal.out(attachmentView(terminal, plan, session.names.functions.autoscaler));
				if (options.dryRun === true) return "done";
				if (!(await ask(terminal, `Attach ${streamName}?`, options.yes === true))) {
					terminal.out("Nothing was done.");
					return "done";
				}
				const incomplete = await applyAttachment(session, ports, plan);
				terminal.out(`${streamName} is attached. See that nothing is missing: headroom doctor ${streamName}`);
				for (const says of incomplete) terminal.out(`It is attached, but the first look at it could not be asked for: ${says}`);
				return "done";
			}),
		);
}

async function wantedOf(session: AwsSession, ports: SessionPorts, streamName: string, { policy: file }: Options): Promise<Wanted> {
	const managed = await readManagedStreams(session, ports);
	await policyOfExisting(session, managed, streamName);
	const { streamMode } = await ports.stream.describe(streamName);
	if (streamMode === "ON_DEMAND") {
		const { accountId } = await session.caller();
		throw new CliError("refused", `${streamName} is ON_DEMAND: the service scales it by itself and refuses UpdateShardCount.`, {
			hints: [
				`To change that: aws kinesis update-stream-mode --stream-arn ${session.streamArn(streamName, accountId)} --stream-mode-details StreamMode=PROVISIONED`,
			],
		});
	}
	if (file !== undefined) return { streamName, ...(await readGivenPolicy(file, streamName)) };
	const known = managed.streams.find((stream) => stream.streamName === streamName);
	return known === undefined ? { streamName, ...checkPolicy({}, streamName) } : asManaged(known);
}
