import { type ManualReshardPlan, type ManualReshardRequest, planScale, type RefusedReshard, scaleStream } from "@headroom/controller";
import { MAX_SHARDS_PER_STREAM } from "@headroom/engine";
import { Command, Option } from "commander";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { jsonDocument } from "../../shared/format/json-document.ts";
import { durationMs, wholeNumber } from "../../shared/options/argument-parsers.ts";
import { JSON_OPTION, REASON_OPTION, REPLACE_OPTION, YES_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import { isOverrideConflict, mayReplaceOverride } from "../../shared/override/override-conflict.ts";
import { assertNoClockSkew } from "../../shared/session/clock-skew.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { ask } from "../../shared/terminal/ask.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";
import { untilInterrupted } from "../../shared/terminal/until-interrupted.ts";
import { ScaleProgressLine } from "./progress.ts";
import { readRequest, type ScaleRequestOptions } from "./query.ts";
import { planJson, planView, refusedError, resultJson, resultView } from "./view.ts";

interface Options extends ScaleRequestOptions {
	readonly dryRun?: true;
	readonly json?: true;
	readonly replace?: true;
	readonly yes?: true;
}

export function scaleCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("scale")
		.summary("reshard to any count, in as many steps as it takes")
		.description(
			"Shows the plan, asks, and reshards to any count in the fewest legal steps. Waits for ACTIVE between them. Ctrl-C stops after the present step.",
		)
		.argument("<stream>", "name or ARN of the stream")
		.addOption(
			new Option("--to <count>", "the shard count to reach").argParser(wholeNumber(1, MAX_SHARDS_PER_STREAM)).makeOptionMandatory(),
		)
		.option("--hold <duration>", 'keep the autoscaler from undoing it: "2h"', durationMs)
		.option(...REASON_OPTION)
		.option("--dry-run", "only show the plan")
		.option(...YES_OPTION)
		.option(...REPLACE_OPTION)
		.option(...JSON_OPTION)
		.addHelpText(
			"after",
			examples(
				"headroom scale votes --to 20",
				'headroom scale votes --to 8 --hold 2h --reason "launch at noon" --yes',
				"headroom scale votes --to 4 --dry-run --json",
			),
		)
		.action(
			withSession(async (session, streamName: string, options: Options): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const request = await readRequest(session, ports, streamName, options);
				const plan = await planScale(ports, request);
				if (plan.kind === "refused") throw refusedError(plan, ports.clock.nowMs());
				const isJson = options.json === true;
				if (!isJson) terminal.out(planView(terminal, streamName, plan, request));
				else if (options.dryRun === true) terminal.out(jsonDocument("scale", { streamName, plan: planJson(plan), result: null }));
				if (options.dryRun === true) return "done";
				assertNoClockSkew(session);
				if (!(await isWanted(terminal, plan, request, options))) {
					terminal.out("Nothing was done.");
					return "done";
				}
				const progress = await ScaleProgressLine.open(terminal, plan.kind === "planned" ? plan : undefined, isJson);
				const result = await untilInterrupted((signal) =>
					scaleStream(ports, { ...request, replaces: plan.replaces }, { signal, onProgress: (step) => progress.show(step) }),
				).finally(() => progress.end());
				terminal.out(
					isJson
						? jsonDocument("scale", { streamName, plan: planJson(plan), result: resultJson(result) })
						: resultView(result, options.to, ports.clock.nowMs()),
				);
				return exitOf(result.end.kind);
			}),
		);
}

/** Asks once. If the hold replaces another person's override, the question is about that. */
async function isWanted(
	terminal: Terminal,
	{ kind, replaces: standing }: Exclude<ManualReshardPlan, RefusedReshard>,
	{ by, streamName }: ManualReshardRequest,
	{ replace, yes }: Options,
): Promise<boolean> {
	const isSilent = yes === true;
	if (isOverrideConflict(standing, by) && replace !== true) {
		const question = `${kind === "planned" ? "Scale" : "Hold"} ${streamName}, and replace that?`;
		return mayReplaceOverride(terminal, { streamName, standing, by, question, isMeant: false, isSilent });
	}
	return kind === "nothing-to-do" || ask(terminal, `Scale ${streamName}?`, isSilent);
}

function exitOf(end: Awaited<ReturnType<typeof scaleStream>>["end"]["kind"]): ExitKind {
	switch (end) {
		case "done":
		case "nothing-to-do":
			return "done";
		case "stopped":
			return "interrupted";
		case "lost-race":
		case "refused":
		case "service-refused":
			return "refused";
		case "failed":
		case "unknown-outcome":
			return "failed";
		default:
			return end satisfies never;
	}
}
