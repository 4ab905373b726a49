import { activeOverride, overrideWords, setOverride } from "@headroom/controller";
import type { Override } from "@headroom/engine";
import { Command } from "commander";
import { CliError } from "../../shared/errors/cli-error.ts";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { durationMs } from "../../shared/options/argument-parsers.ts";
import { REASON_OPTION, REPLACE_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import { mayReplaceOverride } from "../../shared/override/override-conflict.ts";
import { assertNoClockSkew } from "../../shared/session/clock-skew.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { type SessionPorts, sessionPorts } from "../../shared/session/session-ports.ts";
import { chooseStream } from "../../shared/streams/choose-streams.ts";
import { readManagedStreams } from "../../shared/streams/managed-streams.ts";

interface Words {
	readonly kind: "hold" | "pause";
	readonly name: string;
	readonly endedBy: string;
	readonly summary: string;
	readonly description: string;
}

const PAUSE: Words = {
	kind: "pause",
	name: "pause",
	endedBy: "resume",
	summary: "stop the autoscaler for a while, and nothing else",
	description: "The autoscaler does not act on the stream until then. Alarms, notifications and\nproducers go on; scale still works.",
};
const HOLD: Words = {
	kind: "hold",
	name: "hold",
	endedBy: "release",
	summary: "keep the shard count where it is for a while",
	description: "The shard count stays as it is until then, whatever the load; scale still works.",
};

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

function beginCommand({ terminal, withSession }: CommandContext, { description, endedBy, kind, name, summary }: Words): Command {
	return new Command(name)
		.summary(summary)
		.description(description)
		.argument("<stream>", "the stream")
		.option("--for <duration>", 'how long: "30m", "2h"; 1h where not said', durationMs, DEFAULT_MS)
		.option(...REASON_OPTION)
		.option(...REPLACE_OPTION)
		.addHelpText(
			"after",
			examples(`headroom ${name} votes`, `headroom ${name} votes --for 2h --reason "load test"`, `headroom ${endedBy} votes`),
		)
		.action(
			withSession(async (session, streamName: string, options: Options): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				await chooseStream(session, await readManagedStreams(session, ports), streamName);
				const { by } = await session.caller();
				assertNoClockSkew(session);
				const standing = await standingOverride(ports, streamName);
				const question = `Replace it: ${name} ${streamName}?`;
				if (
					!(await mayReplaceOverride(terminal, { streamName, standing, by, question, isMeant: options.replace === true, isSilent: false }))
				) {
					terminal.out("Nothing was done.");
					return "done";
				}
				const override: Override = { kind, untilMs: ports.clock.nowMs() + options.for, by, reason: options.reason };
				const outcome = await setOverride(ports, { streamName, override, by, replaces: standing });
				if (outcome.kind === "lost-race") throw lostRace(streamName, outcome.standing);
				terminal.out(`${streamName} is ${overrideWords(override)}. End it: headroom ${endedBy} ${streamName}`);
				if (outcome.kind === "set") for (const line of afterwards(outcome)) terminal.out(line);
				return "done";
			}),
		);
}

function endCommand({ terminal, withSession }: CommandContext, { endedBy, kind, name }: Words): Command {
	return new Command(endedBy)
		.summary(`end what ${name} began`)
		.description(`Ends what ${name} began; the stream is looked at again at once.`)
		.argument("<stream>", "the stream")
		.addHelpText("after", examples(`headroom ${endedBy} votes`))
		.action(
			withSession(async (session, streamName: string): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				await chooseStream(session, await readManagedStreams(session, ports), streamName);
				const { by } = await session.caller();
				const standing = await standingOverride(ports, streamName);
				if (standing.kind !== "none" && standing.kind !== kind) {
					throw new CliError("refused", `${streamName} is ${overrideWords(standing)}.`, {
						hints: [`That is ended by: headroom ${standing.kind === "pause" ? "resume" : "release"} ${streamName}`],
					});
				}
				const outcome = await setOverride(ports, { streamName, override: { kind: "none" }, by, replaces: standing });
				if (outcome.kind === "lost-race") throw lostRace(streamName, outcome.standing);
				terminal.out(
					outcome.kind === "unchanged" ? `${streamName}: nothing to ${endedBy}.` : `${streamName}: the autoscaler decides again.`,
				);
				if (outcome.kind === "set") for (const line of afterwards({ ...outcome, replaced: { kind: "none" } })) terminal.out(line);
				return "done";
			}),
		);
}

async function standingOverride({ clock, history: histories }: SessionPorts, streamName: string): Promise<Override> {
	const nowMs = clock.nowMs();
	const { history } = await histories.load(streamName, nowMs);
	return activeOverride({ history }, nowMs);
}

function afterwards({ incomplete, replaced }: { readonly replaced: Override; readonly incomplete: readonly string[] }): string[] {
	const before = overrideWords(replaced);
	return [
		...(before === undefined ? [] : [`It takes the place of: ${before}.`]),
		...incomplete.map((says) => `It stands, but not everybody could be told: ${says}`),
	];
}

function lostRace(streamName: string, standing: Override): CliError {
	return new CliError("refused", `Somebody else was first: ${streamName} is ${overrideWords(standing) ?? "under no override"}.`, {
		hints: [`See: headroom status ${streamName}`],
	});
}
