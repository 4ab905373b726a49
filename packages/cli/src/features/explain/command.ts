import { activeOverride, describeWakeup, type RecordedDecision } from "@headroom/controller";
import { describeOverride, type ReshardBudget, trailText, utcMinute, type WrittenDecision, writtenDecision } from "@headroom/engine";
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
		.summary("what it would decide now, or decided then, and why")
		.description("What would be decided right now and why, step by step; nothing is changed.")
		.argument("<stream>", "the stream")
		.addOption(new Option("--at <time>", 'what was decided then: "2026-11-25T09:14Z", or "2h" ago').argParser(moment))
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
		line("budget", budgetWords(decision.budget)),
		...(override.kind === "none" ? [] : [line("override", describeOverride(override))]),
		...(metricsError === undefined ? [] : [line("metrics", metricsError.message)]),
	].join("\n");
}

function recordedWords({ decision, outcome, wakeup }: RecordedDecision): string {
	return [
		`${iso(decision.decidedAtMs)}  woken by ${describeWakeup(wakeup)}; ${outcomeWords(outcome)}.`,
		trailText(decision.trail),
		line("budget", budgetWords(decision.budget)),
	].join("\n");
}

/** As `explain` of the engine aligns its steps. */
function line(step: string, says: string): string {
	return `  ${step.padEnd(9)}  ${says}`;
}

function budgetWords({ left, nextFreeAtMs, used }: ReshardBudget): string {
	const free = nextFreeAtMs === undefined ? "" : `; the next is free again at ${utcMinute(nextFreeAtMs)}`;
	return `${used} reshards used in this rolling 24 h, ${left} left${free}.`;
}

function nothingKept(streamName: string, atMs: number): CliError {
	return new CliError("not-found", `No decision about ${streamName} is kept from ${utcMinute(atMs)} or before.`, {
		hints: [
			"Acts, refusals and findings are kept for 30 days; a plain hold is not, nor is a refusal that stands and was told within the hour.",
			`See which there are: headroom history ${streamName}`,
		],
	});
}
