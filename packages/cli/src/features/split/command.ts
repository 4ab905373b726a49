import { previewSplit, type ScaleProgress, splitShard } from "@headroom/controller";
import { Command } from "commander";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { jsonDocument } from "../../shared/format/json-document.ts";
import { span } from "../../shared/format/time.ts";
import { JSON_OPTION, REASON_OPTION, YES_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import { exitOfEnd } from "../../shared/reshard/exit-of-end.ts";
import { assertNoClockSkew } from "../../shared/session/clock-skew.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { ask } from "../../shared/terminal/ask.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";
import { untilInterrupted } from "../../shared/terminal/until-interrupted.ts";
import { readSplitRequest, type SplitRequestOptions } from "./query.ts";
import { planJson, planView, refusedError, resultJson, resultView } from "./view.ts";

interface Options extends SplitRequestOptions {
	readonly dryRun?: true;
	readonly json?: true;
	readonly yes?: true;
}

export function splitCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("split")
		.summary("split one shard where it alone is too hot")
		.description(
			"Shows the plan, asks, and splits one shard at the middle of its hash keys. For a shard with many hot keys: a single key stays on one shard. " +
				"Ranges that are uneven need no split but one uniform reshard: headroom scale.",
		)
		.argument("<stream>", "the stream")
		.requiredOption("--shard <id>", "the open shard to split: shardId-000000000003")
		.option(...REASON_OPTION)
		.option("--dry-run", "only show the plan")
		.option(...YES_OPTION)
		.option(...JSON_OPTION)
		.addHelpText(
			"after",
			examples(
				"headroom split votes --shard shardId-000000000003",
				'headroom split votes --shard shardId-000000000003 --reason "hot range" --yes',
				"headroom split votes --shard shardId-000000000003 --dry-run --json",
			),
		)
		.action(
			withSession(async (session, streamName: string, options: Options): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const request = await readSplitRequest(session, ports, streamName, options);
				const plan = await previewSplit(ports, request);
				if (plan.kind === "refused") throw await refusedError(plan, request, ports);
				const isJson = options.json === true;
				if (!isJson) terminal.out(planView(terminal, request, plan));
				else if (options.dryRun === true) terminal.out(jsonDocument("split", { streamName, plan: planJson(plan), result: null }));
				if (options.dryRun === true) return "done";
				assertNoClockSkew(session);
				if (!(await ask(terminal, `Split ${request.shardId} of ${streamName}?`, options.yes === true))) {
					terminal.out("Nothing was done.");
					return "done";
				}
				const onProgress = (progress: ScaleProgress) => {
					if (!isJson) showProgress(terminal, request.shardId, progress);
				};
				const result = await untilInterrupted((signal) => splitShard(ports, request, { signal, onProgress }));
				terminal.out(isJson ? jsonDocument("split", { streamName, plan: planJson(plan), result: resultJson(result) }) : resultView(result));
				return exitOfEnd(result.end.kind);
			}),
		);
}

function showProgress(terminal: Terminal, shardId: string, progress: ScaleProgress): void {
	if (progress.kind === "asked") terminal.out(`${shardId}: asked for the split`);
	if (progress.kind === "step-done") terminal.out(`${shardId}: split, ACTIVE after ${span(progress.elapsedMs)}`);
}
