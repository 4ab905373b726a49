import { setOverride } from "@headroom/controller";
import { describeOverride, type Override } from "@headroom/engine";
import { Command, Option } from "commander";
import { CliError } from "../../shared/errors/cli-error.ts";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { durationMs } from "../../shared/options/argument-parsers.ts";
import { REASON_OPTION, REPLACE_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import { mayReplaceOverride } from "../../shared/override/override-conflict.ts";
import { assertNoClockSkew } from "../../shared/session/clock-skew.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { chooseStream } from "../../shared/streams/choose-streams.ts";
import { readManagedStreams } from "../../shared/streams/managed-streams.ts";
import { readActiveOverride } from "./query.ts";
import { HOLD, type OverrideVerbs, PAUSE, verbsOf } from "./verbs.ts";
import { aftermathLines, lostRaceError } from "./view.ts";

interface Options {
	readonly for: number;
	readonly reason: string;
	readonly replace?: true;
}

const DEFAULT_MS = 3_600_000;

export const pauseCommand = (context: CommandContext): Command => beginCommand(context, PAUSE);
export const holdCommand = (context: CommandContext): Command => beginCommand(context, HOLD);
export const resumeCommand = (context: CommandContext): Command => endCommand(context, PAUSE);
export const releaseCommand = (context: CommandContext): Command => endCommand(context, HOLD);

function beginCommand({ terminal, withSession }: CommandContext, { description, endedBy, kind, summary }: OverrideVerbs): Command {
	return new Command(kind)
		.summary(summary)
		.description(description)
		.argument("<stream>", "name or ARN of the stream")
		.addOption(new Option("--for <duration>", 'how long: "30m", "2h"').argParser(durationMs).default(DEFAULT_MS, "1h"))
		.option(...REASON_OPTION)
		.option(...REPLACE_OPTION)
		.addHelpText(
			"after",
			examples(`headroom ${kind} votes`, `headroom ${kind} votes --for 2h --reason "load test"`, `headroom ${endedBy} votes`),
		)
		.action(
			withSession(async (session, streamName: string, options: Options): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				await chooseStream(session, await readManagedStreams(session, ports), streamName);
				const { by } = await session.caller();
				assertNoClockSkew(session);
				const standing = await readActiveOverride(ports, streamName);
				const question = `Replace it: ${kind} ${streamName}?`;
				const conflict = { streamName, standing, by, question, isMeant: options.replace === true, isSilent: false };
				if (!(await mayReplaceOverride(terminal, conflict))) {
					terminal.out("Nothing was done.");
					return "done";
				}
				const override: Override = { kind, untilMs: ports.clock.nowMs() + options.for, by, reason: options.reason };
				const outcome = await setOverride(ports, { streamName, override, by, replaces: standing });
				if (outcome.kind === "lost-race") throw lostRaceError(streamName, outcome.standing);
				terminal.out(`${streamName} is ${describeOverride(override)}. End it: headroom ${endedBy} ${streamName}`);
				if (outcome.kind === "set") for (const line of aftermathLines(outcome)) terminal.out(line);
				return "done";
			}),
		);
}

function endCommand({ terminal, withSession }: CommandContext, { endedBy, kind }: OverrideVerbs): Command {
	return new Command(endedBy)
		.summary(`end a ${kind}`)
		.description(`Ends a ${kind}. Headroom evaluates the stream at once.`)
		.argument("<stream>", "name or ARN of the stream")
		.addHelpText("after", examples(`headroom ${endedBy} votes`))
		.action(
			withSession(async (session, streamName: string): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				await chooseStream(session, await readManagedStreams(session, ports), streamName);
				const { by } = await session.caller();
				const standing = await readActiveOverride(ports, streamName);
				if (standing.kind !== "none" && standing.kind !== kind) {
					throw new CliError("refused", `${streamName} is ${describeOverride(standing)}.`, {
						hints: [`End that with: headroom ${verbsOf(standing.kind).endedBy} ${streamName}`],
					});
				}
				const outcome = await setOverride(ports, { streamName, override: { kind: "none" }, by, replaces: standing });
				if (outcome.kind === "lost-race") throw lostRaceError(streamName, outcome.standing);
				terminal.out(
					outcome.kind === "unchanged" ? `${streamName}: nothing to ${endedBy}.` : `${streamName}: the autoscaler decides again.`,
				);
				if (outcome.kind === "set") for (const line of aftermathLines({ ...outcome, replaced: { kind: "none" } })) terminal.out(line);
				return "done";
			}),
		);
}
