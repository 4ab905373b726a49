import { setOverride } from "@headroom/controller";
import { describeOverride, type Override } from "@headroom/engine";
import { Command, Option } from "commander";
import { actOnStreams } from "../../shared/acting/act-on-streams.ts";
import type { StreamPlan } from "../../shared/acting/stream-plan.ts";
import { CliError } from "../../shared/errors/cli-error.ts";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { durationMs } from "../../shared/options/argument-parsers.ts";
import {
	JSON_OPTION,
	LONGER_OPTION,
	REASON_OPTION,
	REPLACE_OPTION,
	STREAMS_ARGUMENT,
	YES_TO_SEVERAL_OPTION,
} from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import { longestOverrideConcerns } from "../../shared/override/longest-override.ts";
import { replacementConcerns } from "../../shared/override/override-conflict.ts";
import { overrideJson } from "../../shared/override/override-json.ts";
import { assertNoClockSkew } from "../../shared/session/clock-skew.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { chooseStream } from "../../shared/streams/choose-streams.ts";
import { readManagedStreams } from "../../shared/streams/managed-streams.ts";
import { nameManagedStreams } from "../../shared/streams/name-streams.ts";
import { readActiveOverride } from "./query.ts";
import { HOLD, type OverrideVerbs, PAUSE, verbsOf } from "./verbs.ts";
import { aftermathLines, lostRaceError } from "./view.ts";

interface EndOptions {
	readonly json?: true;
	readonly reason: string;
	readonly yes?: true;
}

interface BeginOptions extends EndOptions {
	readonly for: number;
	readonly longer?: true;
	readonly replace?: true;
}

const DEFAULT_MS = 3_600_000;

export const pauseCommand = (context: CommandContext): Command => beginCommand(context, PAUSE);
export const holdCommand = (context: CommandContext): Command => beginCommand(context, HOLD);
export const resumeCommand = (context: CommandContext): Command => endCommand(context, PAUSE);
export const releaseCommand = (context: CommandContext): Command => endCommand(context, HOLD);

function beginCommand({ terminal, withSession }: CommandContext, { begins, description, endedBy, kind, summary }: OverrideVerbs): Command {
	return new Command(kind)
		.summary(summary)
		.description(description)
		.argument(...STREAMS_ARGUMENT)
		.addOption(new Option("--for <duration>", "how long").argParser(durationMs).default(DEFAULT_MS, "1h"))
		.option(...REASON_OPTION)
		.option(...LONGER_OPTION)
		.option(...REPLACE_OPTION)
		.option(...YES_TO_SEVERAL_OPTION)
		.option(...JSON_OPTION)
		.addHelpText(
			"after",
			examples(`headroom ${kind} votes --for 2h --reason "load test"`, `headroom ${kind} 'orders-*' --yes`, `headroom ${endedBy} votes`),
		)
		.action(
			withSession(async (session, given: readonly string[], options: BeginOptions): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const [managed, { by, identity }] = await Promise.all([readManagedStreams(session, ports), session.caller()]);
				const plan = async (streamName: string): Promise<StreamPlan> => {
					const { policy } = await chooseStream(session, managed, streamName);
					const nowMs = ports.clock.nowMs();
					const asked = { streamName, kind, forMs: options.for, longer: options.longer, yes: options.yes };
					const tooLong = longestOverrideConcerns(asked, policy, nowMs);
					const standing = await readActiveOverride(ports, streamName);
					const override = { kind, untilMs: nowMs + options.for, by, reason: options.reason } satisfies Override;
					return {
						streamName,
						says: `${streamName}: ${describeOverride(override)}.`,
						json: { override: overrideJson(override), replaces: overrideJson(standing) },
						concerns: [...tooLong, ...(options.replace === true ? [] : replacementConcerns(streamName, standing, by, override.untilMs))],
						act: async () => {
							const outcome = await setOverride(ports, { streamName, override, by, identity, replaces: standing, team: policy.team });
							if (outcome.kind === "lost-race") throw lostRaceError(streamName, outcome.standing);
							const after = outcome.kind === "set" ? aftermathLines(outcome) : [];
							return {
								says: [`${streamName} is ${describeOverride(override)}. End it: headroom ${endedBy} ${streamName}`, ...after].join("\n"),
								json: { end: outcome.kind, incomplete: outcome.kind === "set" ? outcome.incomplete : [] },
								exit: "done",
							};
						},
					};
				};
				const question = (streams: string) => `${begins} ${streams}`;
				const command = { kind, question, asksForOne: false, plan, assertReady: () => assertNoClockSkew(session) };
				return actOnStreams(terminal, session, nameManagedStreams(given, managed), command, options);
			}),
		);
}

function endCommand({ terminal, withSession }: CommandContext, { endedBy, ends, kind }: OverrideVerbs): Command {
	return new Command(endedBy)
		.summary(`end a ${kind}`)
		.description(`Ends a ${kind}. Headroom evaluates the stream at once.`)
		.argument(...STREAMS_ARGUMENT)
		.option(...REASON_OPTION)
		.option(...YES_TO_SEVERAL_OPTION)
		.option(...JSON_OPTION)
		.addHelpText("after", examples(`headroom ${endedBy} votes`, `headroom ${endedBy} 'orders-*' --yes`))
		.action(
			withSession(async (session, given: readonly string[], options: EndOptions): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const [managed, { by, identity }] = await Promise.all([readManagedStreams(session, ports), session.caller()]);
				const plan = async (streamName: string): Promise<StreamPlan> => {
					const { policy } = await chooseStream(session, managed, streamName);
					const standing = await readActiveOverride(ports, streamName);
					if (standing.kind === "none") return { streamName, says: `${streamName}: nothing to ${endedBy}.`, json: null };
					if (standing.kind !== kind) {
						throw new CliError("refused", `${streamName} is ${describeOverride(standing)}.`, {
							hints: [`End that with: headroom ${verbsOf(standing.kind).endedBy} ${streamName}`],
						});
					}
					return {
						streamName,
						says: `${streamName}: ${describeOverride(standing)}.`,
						json: { ends: overrideJson(standing) },
						act: async () => {
							const { reason } = options;
							const outcome = await setOverride(ports, {
								streamName,
								override: { kind: "none" },
								by,
								identity,
								reason,
								replaces: standing,
								team: policy.team,
							});
							if (outcome.kind === "lost-race") throw lostRaceError(streamName, outcome.standing);
							const after = outcome.kind === "set" ? aftermathLines({ ...outcome, replaced: { kind: "none" } }) : [];
							return {
								says: [`${streamName}: the autoscaler decides again.`, ...after].join("\n"),
								json: { end: outcome.kind, incomplete: outcome.kind === "set" ? outcome.incomplete : [] },
								exit: "done",
							};
						},
					};
				};
				const command = { kind: endedBy, question: (streams: string) => `${ends} ${streams}`, asksForOne: false, plan };
				return actOnStreams(terminal, session, nameManagedStreams(given, managed), command, options);
			}),
		);
}
