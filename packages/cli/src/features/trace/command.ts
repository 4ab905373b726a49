import { isRequestId } from "@headroom/voting";
import { Command, Option } from "commander";
import { CliError } from "../../shared/errors/cli-error.ts";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { jsonDocument } from "../../shared/format/json-document.ts";
import { iso } from "../../shared/format/time.ts";
import { moment } from "../../shared/options/argument-parsers.ts";
import { JSON_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { readTrace } from "./query.ts";
import { traceJson, traceView } from "./view.ts";

interface Options {
	readonly json?: true;
	readonly lines?: true;
	readonly since?: number;
}

const DAY_MS = 86_400_000;

export function traceCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("trace")
		.summary("the outcome of one vote, and all its log lines")
		.description("Shows every log line of one vote, from the API over the overflow queue to the tally, by its request id.")
		.argument("<request-id>", "from the answer's header x-request-id or apigw-requestid")
		.addOption(new Option("--since <time>", "start; a day ago by default").argParser(moment))
		.addOption(new Option("--lines", "print the lines themselves, too").conflicts("json"))
		.option(...JSON_OPTION)
		.addHelpText(
			"after",
			examples(
				"headroom trace JKJaXmPLvHcESHA=",
				"headroom trace JKJaXmPLvHcESHA= --since 20m --lines",
				"headroom trace JKJaXmPLvHcESHA= --json | jq .outcome",
			),
		)
		.action(
			withSession(async (session, requestId: string, options: Options): Promise<ExitKind> => {
				if (!isRequestId(requestId))
					throw new CliError("usage", `${JSON.stringify(requestId)} is no request id. Use the value of the header x-request-id.`);
				const fromMs = options.since ?? Date.now() - DAY_MS;
				const { deployment, region } = session;
				const trace = await readTrace(session, requestId, fromMs);
				terminal.out(
					options.json === true
						? jsonDocument("trace", { deployment, region, since: iso(fromMs), ...traceJson(trace) })
						: traceView(terminal, trace, options.lines === true),
				);
				return "done";
			}),
		);
}
