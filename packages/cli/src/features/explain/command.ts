import { activeOverride, describeWakeup, type RecordedDecision, withoutRepeats } from "@headroom/controller";
import {
	describeOverride,
	type ReshardBudget,
	trailLine,
	trailText,
	utcMinute,
	utcSecond,
	type WrittenDecision,
	writtenDecision,
} from "@headroom/engine";
import { Command, Option } from "commander";
import { CliError } from "../../shared/errors/cli-error.ts";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { faultLines } from "../../shared/format/fault-lines.ts";
import { iso } from "../../shared/format/time.ts";
import { moment } from "../../shared/options/argument-parsers.ts";
import { JSON_OPTION, STREAMS_ARGUMENT } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { type SessionPorts, sessionPorts } from "../../shared/session/session-ports.ts";
import { chooseStream } from "../../shared/streams/choose-streams.ts";
import { type KnownStream, readManagedStreams } from "../../shared/streams/managed-streams.ts";
import { nameManagedStreams } from "../../shared/streams/name-streams.ts";
import { portsForStreams } from "../../shared/streams/ports-for-streams.ts";
import { previewStream, type StreamPreview } from "../../shared/streams/preview-stream.ts";
import { headed, type ShownStream, showStreams } from "../../shared/streams/show-streams.ts";
import { malformedFaults } from "../../shared/streams/stream-fault.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";
import { outcomeWords } from "./decision-format.ts";

interface Options {
	readonly at?: number;
	readonly json?: true;
}

export function explainCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("explain")
		.summary("what it decides now, or decided at a past time, and why")
		.description("Shows what Headroom would decide right now and why, step by step. Changes nothing.")
		.argument(...STREAMS_ARGUMENT)
		.addOption(new Option("--at <time>", "the decision at a past time").argParser(moment))
		.option(...JSON_OPTION)
		.addHelpText(
			"after",
			examples("headroom explain votes", "headroom explain votes --at 2026-11-25T09:14Z", "headroom explain 'orders-*' --at 30m --json"),
		)
		.action(
			withSession(async (session, given: readonly string[], { at, json }: Options): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const managed = await readManagedStreams(session, ports);
				const named = nameManagedStreams(given, managed);
				const read = portsForStreams(
					session,
					ports,
					named.names.map((streamName) => ({ streamName })),
				);
				return showStreams(terminal, session, named, { isJson: json === true, kind: "explain" }, async (streamName) => {
					const stream = await chooseStream(session, managed, streamName);
					const shown = at === undefined ? await explainNow(read, stream) : await explainPast(terminal, ports, streamName, at);
					return { ...shown, text: headed(terminal, named, streamName, shown.text) };
				});
			}),
		);
}

async function explainNow(ports: SessionPorts, stream: KnownStream): Promise<ShownStream> {
	const preview = await previewStream(ports, stream);
	return { text: previewWords(preview), json: bodyOf(writtenDecision(preview.decision), preview.snapshot.observedAtMs), exit: "done" };
}

async function explainPast(terminal: Terminal, { reader }: SessionPorts, streamName: string, atMs: number): Promise<ShownStream> {
	const { decision: recorded, malformed } = await reader.decisionAt(streamName, atMs);
	// Newer ones that cannot be read are named before the one that can.
	for (const line of faultLines(terminal, malformedFaults(streamName, malformed))) terminal.err(line);
	if (recorded === undefined) throw nothingKept(streamName, atMs);
	return {
		text: recordedWords(recorded),
		json: bodyOf(recorded.decision, recorded.decision.decidedAtMs, recorded),
		exit: malformed === undefined ? "done" : "failed",
	};
}

function bodyOf(decision: WrittenDecision, atMs: number, recorded?: RecordedDecision): object {
	return { at: iso(atMs), triggeredBy: recorded?.wakeup ?? null, outcome: recorded?.outcome ?? null, decision };
}

function previewWords({ decision, metricsError, snapshot }: StreamPreview): string {
	const override = activeOverride(snapshot.known, snapshot.observedAtMs);
	return [
		trailText(withoutRepeats(writtenDecision(decision).trail)),
		trailLine("budget", budgetWords(decision.budget)),
		...(override.kind === "none" ? [] : [trailLine("override", describeOverride(override))]),
		...(metricsError === undefined ? [] : [trailLine("metrics", metricsError.message)]),
	].join("\n");
}

function recordedWords({ decision, outcome, wakeup }: RecordedDecision): string {
	return [
		`${utcSecond(decision.decidedAtMs)}  woken by ${describeWakeup(wakeup)}; ${outcomeWords(outcome)}.`,
		trailText(withoutRepeats(decision.trail)),
		trailLine("budget", budgetWords(decision.budget)),
	].join("\n");
}

function budgetWords({ guessed, left, nextFreeAtMs, used }: ReshardBudget): string {
	const free = nextFreeAtMs === undefined ? "" : `; the next one is free again at ${utcMinute(nextFreeAtMs)}`;
	const whose = guessed === undefined ? "" : ` (${used - guessed} known, ${guessed} guessed)`;
	return `${used} reshards${whose} used in this rolling 24 h, ${left} left${free}.`;
}

function nothingKept(streamName: string, atMs: number): CliError {
	return new CliError("not-found", `The history has no decision about ${streamName} from ${utcMinute(atMs)} or before.`, {
		hints: [
			"The history keeps acts, refusals and findings for 30 days. It keeps no plain hold, and a refusal that lasts once an hour.",
			`List them: headroom history ${streamName}`,
		],
	});
}
