import { previewSplit, type ScaleProgress, splitShard } from "@headroom/controller";
import { Command } from "commander";
import { actOnStreams } from "../../shared/acting/act-on-streams.ts";
import type { StreamPlan } from "../../shared/acting/stream-plan.ts";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { span } from "../../shared/format/time.ts";
import { JSON_OPTION, REASON_OPTION, YES_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import { neededOption } from "../../shared/options/needed-option.ts";
import { exitOfEnd } from "../../shared/reshard/exit-of-end.ts";
import { assertNoClockSkew } from "../../shared/session/clock-skew.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { assertOneStream } from "../../shared/streams/name-streams.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";
import { readSplitRequest, type SplitRequestOptions } from "./query.ts";
import { planJson, planView, refusedError, resultJson, resultView } from "./view.ts";

interface Options extends Omit<SplitRequestOptions, "shard"> {
	readonly dryRun?: true;
	readonly json?: true;
	readonly shard?: string;
	readonly yes?: true;
}

export function splitCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("split")
		.summary("split one shard where it alone is too hot")
		.description(
			"Shows the plan, asks, and splits one shard at the middle of its hash keys. For a shard with many hot keys: a single key stays on one shard. " +
				"Ranges that are uneven need no split but one uniform reshard: headroom scale.",
		)
		.argument("<stream>", "name or ARN of the stream")
		.option("--shard <id>", "needed: the open shard to split, such as shardId-000000000003")
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
				assertOneStream(streamName, "a shard is one stream's");
				const shard = neededOption(options.shard, "--shard <id>", "the open shard to split, such as shardId-000000000003");
				const ports = sessionPorts(session, terminal);
				const plan = async (): Promise<StreamPlan> => {
					const request = await readSplitRequest(session, ports, streamName, { ...options, shard });
					const planned = await previewSplit(ports, request);
					if (planned.kind === "refused") throw await refusedError(planned, request, ports);
					return {
						streamName,
						says: planView(terminal, request, planned),
						json: planJson(planned),
						act: async (signal) => {
							const onProgress = (progress: ScaleProgress) => {
								if (options.json !== true) showProgress(terminal, request.shardId, progress);
							};
							const result = await splitShard(ports, request, { signal, onProgress });
							return { says: resultView(result), json: resultJson(result), exit: exitOfEnd(result.end.kind) };
						},
					};
				};
				const command = {
					kind: "split",
					question: () => `Split ${shard} of ${streamName}`,
					asksForOne: true,
					plan,
					assertReady: () => assertNoClockSkew(session),
					isStoppable: true,
				};
				return actOnStreams(terminal, session, { names: [streamName], areSeveral: false }, command, options);
			}),
		);
}

function showProgress(terminal: Terminal, shardId: string, progress: ScaleProgress): void {
	if (progress.kind === "asked") terminal.out(`${shardId}: asked for the split`);
	if (progress.kind === "step-done") terminal.out(`${shardId}: split, ACTIVE after ${span(progress.elapsedMs)}`);
}
