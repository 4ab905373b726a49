import { utcSecond } from "@headroom/engine";
import { Command, Option } from "commander";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { faultLines } from "../../shared/format/fault-lines.ts";
import { jsonDocument } from "../../shared/format/json-document.ts";
import { iso } from "../../shared/format/time.ts";
import { moment, wholeNumber } from "../../shared/options/argument-parsers.ts";
import { JSON_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { chooseStreamsToShow } from "../../shared/streams/choose-streams.ts";
import { readManagedStreams } from "../../shared/streams/managed-streams.ts";
import { isNamed } from "../../shared/streams/name-streams.ts";
import { HISTORY_KINDS, type HistoryKind, newestFirst, readChanges, readHistory } from "./query.ts";
import { HISTORY_COLUMNS, historyJson, historyView } from "./view.ts";

interface Options {
	readonly csv?: true;
	readonly json?: true;
	readonly kind?: HistoryKind;
	readonly limit: number;
	readonly since?: number;
	readonly until?: number;
}

const WEEK_MS = 7 * 86_400_000;
const MAX_ENTRIES = 10_000;

export function historyCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("history")
		.summary("who did what: acts, changes, refusals, findings")
		.description(
			"Lists what Headroom and people did, newest first: acts (reshards), changes (pause, hold, policy, attach and their ends), refusals and findings. Under what a person did stands the command that undoes it.",
		)
		.argument("[streams...]", "names or ARNs of streams, or patterns: 'orders-*'; default: all")
		.addOption(new Option("--since <time>", "start; 7 days ago by default").argParser(moment))
		.addOption(new Option("--until <time>", "end; now by default").argParser(moment))
		.addOption(new Option("--kind <kind>", "only entries of this kind").choices(HISTORY_KINDS))
		.option("--limit <count>", "most entries to show", wholeNumber(1, MAX_ENTRIES), 50)
		.addOption(new Option("--csv", "print CSV").conflicts("json"))
		.option(...JSON_OPTION)
		.addHelpText(
			"after",
			examples(
				"headroom history votes --since 2h",
				"headroom history --kind refusal --json",
				"headroom history --since 2026-11-01 --csv > history.csv",
			),
		)
		.action(
			withSession(async (session, streamNames: readonly string[], options: Options): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const nowMs = ports.clock.nowMs();
				const { until: toMs = nowMs, since: fromMs = toMs - WEEK_MS, kind, limit } = options;
				const managed = await readManagedStreams(session, ports);
				const filter = { fromMs, toMs, limit, kind, nowMs };
				const changes = await readChanges(ports.reader, (name) => streamNames.length === 0 || isNamed(name, streamNames), filter);
				// Of a stream that was detached since, what people did is still there.
				const managedNames = [...managed.streams, ...managed.unreadable].map(({ streamName }) => streamName);
				const asked = streamNames.filter(
					(name) =>
						managedNames.some((each) => isNamed(each, [name])) || !changes.entries.some(({ streamName }) => isNamed(streamName, [name])),
				);
				const isDetachedAlone = streamNames.length > 0 && asked.length === 0;
				const { faults: unchosen, streams } = isDetachedAlone
					? { faults: [], streams: [] }
					: await chooseStreamsToShow(session, managed, asked);
				const read = await readHistory(session, ports.reader, streams, filter);
				const entries = newestFirst([...read.entries, ...changes.entries], filter);
				const faults = [...read.faults, ...changes.faults, ...unchosen];
				const { deployment, region } = session;
				if (options.json === true) {
					const range = { since: iso(fromMs), until: iso(toMs) };
					terminal.out(jsonDocument("history", { deployment, region, ...range, entries: entries.map(historyJson), faults }));
				} else if (options.csv === true) {
					// Loaded when it is asked for: the other commands start without it.
					const { csvText } = await import("@headroom/simulator/csv");
					terminal.out(csvText(entries.map(historyJson), HISTORY_COLUMNS).replace(/\n$/, ""), "data");
				} else terminal.out(entries.length === 0 ? `Nothing since ${utcSecond(fromMs)}.` : historyView(terminal, entries));
				if (options.json !== true) for (const line of faultLines(terminal, faults)) terminal.err(line);
				return faults.length === 0 ? "done" : "failed";
			}),
		);
}
