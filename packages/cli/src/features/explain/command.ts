import { activeOverride, describeWakeup, type RecordedDecision } from "@headroom/controller";
import {
	describeOverride,
	type ReshardBudget,
	trailLine,
	trailText,
	utcMinute,
	type WrittenDecision,
	writtenDecision,
} from "@headroom/engine";
import { Command, Option } from "commander";
import { CliError } from "../../shared/errors/cli-error.ts";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { faultLines } from "../../shared/format/fault-lines.ts";
import { jsonDocument } from "../../shared/format/json-document.ts";
import { iso } from "../../shared/format/time.ts";
import { moment } from "../../shared/options/argument-parsers.ts";
import { JSON_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { chooseStream } from "../../shared/streams/choose-streams.ts";
import { readManagedStreams } from "../../shared/streams/managed-streams.ts";
import { previewStream, type StreamPreview } from "../../shared/streams/preview-stream.ts";
import { malformedFaults } from "../../shared/streams/stream-fault.ts";
import { outcomeWords } from "./decision-format.ts";

interface Options {
	readonly at?: number;
	readonly json?: true;
}

export function explainCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("explain")
		.summary("what it decides now, or decided at a past time, and why")
		.description("Shows what Headroom would decide right now and why, step by step. Changes nothing.")
		.argument("<stream>", "name or ARN of the stream")
		.addOption(new Option("--at <time>", 'the decision at a past time: "2026-11-25T09:14Z", or "2h" ago').argParser(moment))
		.option(...JSON_OPTION)
		.addHelpText(
			"after",
			examples("headroom explain votes", "headroom explain votes --at 2026-11-25T09:14Z", "headroom explain votes --at 30m --json"),
		)
		.action(
			withSession(async (session, streamName: string, { at, json }: Options): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const stream = await chooseStream(session, await readManagedStreams(session, ports), streamName);
				if (at === undefined) {
					const preview = await previewStream(ports, stream);
					terminal.out(
						json === true ? documentOf(writtenDecision(preview.decision), preview.snapshot.observedAtMs) : previewWords(preview),
					);
					return "done";
				}
				const { decision: recorded, malformed } = await ports.reader.decisionAt(streamName, at);
				// Newer ones that cannot be read are named before the one that can.
				for (const line of faultLines(terminal, malformedFaults(streamName, malformed))) terminal.err(line);
				if (recorded === undefined) throw nothingKept(streamName, at);
				terminal.out(json === true ? documentOf(recorded.decision, recorded.decision.decidedAtMs, recorded) : recordedWords(recorded));
				return malformed === undefined ? "done" : "failed";
			}),
		);
}

function documentOf(decision: WrittenDecision, atMs: number, recorded?: RecordedDecision): string {
	return jsonDocument("explain", {
		at: iso(atMs),
		triggeredBy: recorded?.wakeup ?? null,
		outcome: recorded?.outcome ?? null,
		decision,
	});
}

function previewWords({ decision, metricsError, snapshot }: StreamPreview): string {
	const override = activeOverride(snapshot.known, snapshot.observedAtMs);
	return [
		trailText(writtenDecision(decision).trail),
		trailLine("budget", budgetWords(decision.budget)),
		...(override.kind === "none" ? [] : [trailLine("override", describeOverride(override))]),
		...(metricsError === undefined ? [] : [trailLine("metrics", metricsError.message)]),
	].join("\n");
}

function recordedWords({ decision, outcome, wakeup }: RecordedDecision): string {
	return [
		`${iso(decision.decidedAtMs)}  woken by ${describeWakeup(wakeup)}; ${outcomeWords(outcome)}.`,
		trailText(decision.trail),
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
