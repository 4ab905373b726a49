import { Command } from "commander";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { explainError } from "../../shared/errors/explain-error.ts";
import { jsonDocument } from "../../shared/format/json-document.ts";
import { iso } from "../../shared/format/time.ts";
import { wholeNumber } from "../../shared/options/argument-parsers.ts";
import { JSON_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import type { AwsSession } from "../../shared/session/aws-session.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { type AllStatuses, readStatuses } from "./query.ts";
import { statusJson, statusView } from "./view.ts";
import { type Shown, watch } from "./watch.ts";

interface Options {
	readonly json?: true;
	readonly watch?: number | true;
}

const WATCH_EVERY_SECONDS = 5;

export function statusCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("status")
		.summary("shards, utilization, throttles, alarms, budget, override")
		.description(
			"Shows managed streams: shards, utilization, records throttled in the last 15 minutes, alarms, reshards left, overrides and the last decision.",
		)
		.argument("[streams...]", "names or ARNs of streams, or patterns: 'orders-*'; default: all")
		.option("--watch [seconds]", `refresh in place, every ${WATCH_EVERY_SECONDS} s by default; Ctrl-C ends it`, wholeNumber(1, 3_600))
		.option(...JSON_OPTION)
		.addHelpText(
			"after",
			examples("headroom status", "headroom status votes --watch", "headroom status --json | jq '.streams[].utilization'"),
		)
		.action(
			withSession(async (session, streamNames: readonly string[], options: Options): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const show = async (): Promise<Shown> => {
					const read = await readStatuses(session, ports, streamNames);
					const text = options.json === true ? json(session, read) : statusView(terminal, read.statuses, read.faults, ports.clock.nowMs());
					return { text, exit: read.faults.length === 0 ? "done" : "failed" };
				};
				if (options.watch !== undefined) {
					const everySeconds = options.watch === true ? WATCH_EVERY_SECONDS : options.watch;
					return watch(terminal, show, everySeconds, (error) => terminal.colors.red(explainError(error, session.options).message));
				}
				const { exit, text } = await show();
				terminal.out(text);
				return exit;
			}),
		);
}

function json({ deployment, region }: AwsSession, { faults, statuses }: AllStatuses): string {
	return jsonDocument("status", { deployment, region, at: iso(Date.now()), streams: statuses.map(statusJson), faults });
}
