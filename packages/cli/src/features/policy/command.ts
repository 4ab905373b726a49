import type { PolicySource } from "@headroom/config";
import { Command } from "commander";
import { applyAttachment } from "../../shared/attachment/apply-attachment.ts";
import { attachmentView } from "../../shared/attachment/attachment-view.ts";
import { planAttachment } from "../../shared/attachment/plan-attachment.ts";
import { assertPolicyAsSeen } from "../../shared/attachment/policy-as-seen.ts";
import { CliError } from "../../shared/errors/cli-error.ts";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { jsonDocument } from "../../shared/format/json-document.ts";
import { iso } from "../../shared/format/time.ts";
import { JSON_OPTION, YES_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import { readGivenPolicy } from "../../shared/options/given-policy.ts";
import type { AwsSession } from "../../shared/session/aws-session.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { type SessionPorts, sessionPorts } from "../../shared/session/session-ports.ts";
import { chooseStream } from "../../shared/streams/choose-streams.ts";
import { deployedStreamNames, readManagedStreams } from "../../shared/streams/managed-streams.ts";
import { ask } from "../../shared/terminal/ask.ts";
import { policyView } from "./view.ts";

interface SetOptions {
	readonly dryRun?: true;
	readonly file: string;
	readonly yes?: true;
}

export function policyCommand(context: CommandContext): Command {
	return new Command("policy")
		.summary("get, set, validate or reset a stream's policy")
		.description("How a stream is scaled. What is set here counts at once, without a deploy.")
		.addCommand(getCommand(context))
		.addCommand(setCommand(context))
		.addCommand(validateCommand(context))
		.addCommand(resetCommand(context))
		.addHelpText(
			"after",
			examples("headroom policy get votes", "headroom policy set votes --file votes.json", "headroom policy validate votes.json"),
		);
}

function getCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("get")
		.description("Shows the policy in force, where it comes from, and who stored it.")
		.argument("<stream>", "the stream")
		.option(...JSON_OPTION)
		.addHelpText("after", examples("headroom policy get votes", "headroom policy get votes --json | jq .written > votes.json"))
		.action(
			withSession(async (session, streamName: string, { json }: { readonly json?: true }): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const { policy, source, stored } = await chooseStream(session, await readManagedStreams(session, ports), streamName);
				const told = stored === undefined ? null : { by: stored.by, at: iso(stored.atMs), revision: stored.revision };
				terminal.out(
					json === true
						? jsonDocument("policy", { streamName, source, stored: told, written: stored?.written ?? null, policy })
						: policyView(terminal, { streamName, policy, source, ...(stored === undefined ? {} : { stored }) }),
				);
				return "done";
			}),
		);
}

function setCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("set")
		.description("Stores a policy, and brings the alarms in line with it. Shows the difference first.")
		.argument("<stream>", "the stream")
		.requiredOption("--file <file>", "policy in JSON; - for the standard input")
		.option("--dry-run", "show the difference only")
		.option(...YES_OPTION)
		.addHelpText(
			"after",
			examples("headroom policy set votes --file votes.json", "echo '{\"maxShardCount\": 8}' | headroom policy set votes --file - --yes"),
		)
		.action(
			withSession(async (session, streamName: string, { dryRun, file, yes }: SetOptions): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const given = await readGivenPolicy(file, streamName);
				const managed = await readManagedStreams(session, ports);
				// An unreadable policy is what this command mends.
				if (!managed.unreadable.some((stream) => stream.streamName === streamName)) await chooseStream(session, managed, streamName);
				const plan = await planAttachment(session, ports, { streamName, ...given });
				if (!plan.isChange) {
					terminal.out(`${streamName} has that policy already: nothing to do.`);
					return "done";
				}
				terminal.out(attachmentView(terminal, plan, session.names.functions.autoscaler));
				if (dryRun === true) return "done";
				if (!(await ask(terminal, `Set the policy of ${streamName}?`, yes === true))) {
					terminal.out("Nothing was done.");
					return "done";
				}
				const incomplete = await applyAttachment(session, ports, plan);
				terminal.out(`${streamName} has the policy; it counts from the next evaluation on.`);
				for (const says of incomplete) terminal.out(`It is stored, but the next look could not be asked for: ${says}`);
				return "done";
			}),
		);
}

function validateCommand({ terminal }: CommandContext): Command {
	return new Command("validate")
		.description("Checks a policy and names every problem with its path. Needs no access to AWS.")
		.argument("<file>", "policy in JSON; - for the standard input")
		.addHelpText("after", examples("headroom policy validate votes.json", "jq .votes streams.json | headroom policy validate -"))
		.action(async (file: string) => {
			await readGivenPolicy(file, "policy");
			terminal.out("The policy is valid.");
		});
}

function resetCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("reset")
		.description("Forgets what was stored for a deployed stream: the deployed policy is in force again.")
		.argument("<stream>", "the stream")
		.option(...YES_OPTION)
		.addHelpText("after", examples("headroom policy reset votes"))
		.action(
			withSession(async (session, streamName: string, { yes }: { readonly yes?: true }): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const managed = await readManagedStreams(session, ports);
				// An unreadable policy is what this command mends, too.
				const isUnreadable = managed.unreadable.some((stream) => stream.streamName === streamName);
				const seen = await ports.managedStreams.find(streamName);
				const source = isUnreadable
					? await sourceOfUnreadable(session, ports, streamName)
					: (await chooseStream(session, managed, streamName)).source;
				if (source === "attached") {
					throw new CliError("refused", `${streamName} is attached: without a stored policy it would not be managed.`, {
						hints: [`To end that: headroom detach ${streamName}`],
					});
				}
				if (source === "deployed") {
					terminal.out(`${streamName} has its deployed policy: nothing to do.`);
					return "done";
				}
				if (!(await ask(terminal, `Go back to the deployed policy of ${streamName}?`, yes === true))) {
					terminal.out("Nothing was done.");
					return "done";
				}
				await assertPolicyAsSeen(ports, streamName, seen);
				await ports.managedStreams.remove(streamName);
				const deployed = await chooseStream(session, await readManagedStreams(session, ports), streamName);
				await applyAttachment(session, ports, await planAttachment(session, ports, { streamName, policy: deployed.policy }));
				terminal.out(`${streamName} has its deployed policy again.`);
				return "done";
			}),
		);
}

async function sourceOfUnreadable(session: AwsSession, ports: SessionPorts, streamName: string): Promise<PolicySource> {
	return (await deployedStreamNames(session, ports)).has(streamName) ? "overridden" : "attached";
}
