import { detachStream } from "@headroom/controller";
import { Command } from "commander";
import { revokeAlarmPermission } from "../../shared/attachment/grant-alarm-permission.ts";
import { assertPolicyAsSeen } from "../../shared/attachment/policy-as-seen.ts";
import { CliError } from "../../shared/errors/cli-error.ts";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { YES_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { deployedStreamNames } from "../../shared/streams/managed-streams.ts";
import { ask } from "../../shared/terminal/ask.ts";
import { readAttached } from "./query.ts";
import { removedLines } from "./view.ts";

interface Options {
	readonly dryRun?: true;
	readonly yes?: true;
}

export function detachCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("detach")
		.summary("stop managing an attached stream, and leave no trace")
		.description(
			"Removes a stream's alarms, their permission, its policy and its history. The stream itself does not change. Reshards that still count against the ten expire later.",
		)
		.argument("<stream>", "name or ARN of the stream")
		.option("--dry-run", "only show what it would remove")
		.option(...YES_OPTION)
		.addHelpText("after", examples("headroom detach orders --dry-run", "headroom detach orders --yes"))
		.action(
			withSession(async (session, streamName: string, options: Options): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				if ((await deployedStreamNames(session, ports)).has(streamName)) throw isDeployed(streamName);
				const attached = await readAttached(session, ports, streamName);
				const removed = removedLines(attached, session.names.functions.autoscaler);
				if (removed.length === 0) {
					terminal.out(`${streamName} is not attached: nothing to do.`);
					return "done";
				}
				terminal.out(terminal.colors.red(removed.join("\n")));
				if (options.dryRun === true) return "done";
				if (!(await ask(terminal, `Detach ${streamName}?`, options.yes === true))) {
					terminal.out("Nothing was done.");
					return "done";
				}
				await assertPolicyAsSeen(ports, streamName, attached.policy);
				const outcome = await detachStream(ports, streamName);
				await revokeAlarmPermission(session, streamName);
				if (outcome.kind === "busy") {
					throw new CliError(
						"refused",
						`The alarms and the policy of ${streamName} are gone. Its history stays, because a reshard has just been requested.`,
						{
							hints: [`Repeat it in two minutes: headroom detach ${streamName} --yes`],
						},
					);
				}
				terminal.out(`${streamName} is detached.`);
				return "done";
			}),
		);
}

function isDeployed(streamName: string): CliError {
	return new CliError("refused", `${streamName} is deployed with Headroom: only a deploy can remove it.`, {
		hints: [
			`For a while, stop the autoscaler: headroom pause ${streamName}`,
			"For good: remove it from the stage's streams, then: npx sst deploy --stage <stage>",
		],
	});
}
