import { planScale, type ScaleProgress, scaleStream } from "@headroom/controller";
import { MAX_SHARDS_PER_STREAM } from "@headroom/engine";
import { Command } from "commander";
import { actOnStreams } from "../../shared/acting/act-on-streams.ts";
import type { StreamPlan } from "../../shared/acting/stream-plan.ts";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { durationMs, wholeNumber } from "../../shared/options/argument-parsers.ts";
import { JSON_OPTION, REASON_OPTION, REPLACE_OPTION, STREAMS_ARGUMENT, YES_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import { neededOption } from "../../shared/options/needed-option.ts";
import { replacementConcerns } from "../../shared/override/override-conflict.ts";
import { exitOfEnd } from "../../shared/reshard/exit-of-end.ts";
import { assertNoClockSkew } from "../../shared/session/clock-skew.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { readManagedStreams } from "../../shared/streams/managed-streams.ts";
import { nameManagedStreams } from "../../shared/streams/name-streams.ts";
import { ScaleProgressLine } from "./progress.ts";
import { readRequest, type ScaleRequestOptions } from "./query.ts";
import { planJson, planView, refusedError, resultJson, resultView } from "./view.ts";

interface Options extends Omit<ScaleRequestOptions, "to"> {
	readonly dryRun?: true;
	readonly json?: true;
	readonly replace?: true;
	readonly to?: number;
	readonly yes?: true;
}

export function scaleCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("scale")
		.summary("reshard to any count, in as many steps as it takes")
		.description(
			"Shows the plan, asks, and reshards to any count in the fewest legal steps. Waits for ACTIVE between them. Ctrl-C stops after the present step.",
		)
		.argument(...STREAMS_ARGUMENT)
		.option("--to <count>", "needed: the shard count to reach", wholeNumber(1, MAX_SHARDS_PER_STREAM))
		.option("--hold <duration>", "keep the autoscaler from undoing it", durationMs)
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
				"headroom scale 'orders-*' votes --to 4 --dry-run --json",
			),
		)
		.action(
			withSession(async (session, given: readonly string[], options: Options): Promise<ExitKind> => {
				const to = neededOption(options.to, "--to <count>", `the shard count to reach, 1 to ${MAX_SHARDS_PER_STREAM}`);
				const ports = sessionPorts(session, terminal);
				const [managed, { by }] = await Promise.all([readManagedStreams(session, ports), session.caller()]);
				const named = nameManagedStreams(given, managed);
				const plan = async (streamName: string): Promise<StreamPlan> => {
					const request = await readRequest(session, ports, managed, { ...options, streamName, by, to });
					const planned = await planScale(ports, request);
					if (planned.kind === "refused") throw refusedError(planned, ports.clock.nowMs());
					return {
						streamName,
						says: planView(terminal, streamName, planned, request),
						json: planJson(planned),
						concerns: options.replace === true ? [] : replacementConcerns(streamName, planned.replaces, by, request.holdUntilMs),
						isHarmless: planned.kind === "nothing-to-do",
						act: async (signal) => {
							const progress = await ScaleProgressLine.open(terminal, planned.kind === "planned" ? planned : undefined, {
								isQuiet: options.json === true,
								...(named.areSeveral && { prefix: `${streamName}: ` }),
							});
							const onProgress = (step: ScaleProgress) => progress.show(step);
							const result = await scaleStream(ports, { ...request, replaces: planned.replaces }, { signal, onProgress }).finally(() =>
								progress.end(),
							);
							const says = resultView(result, to, ports.clock.nowMs());
							return { says, json: resultJson(result), exit: exitOfEnd(result.end.kind) };
						},
					};
				};
				const command = {
					kind: "scale",
					question: (streams: string) => `Scale ${streams}`,
					asksForOne: true,
					plan,
					assertReady: () => assertNoClockSkew(session),
					isStoppable: true,
				};
				return actOnStreams(terminal, session, named, command, options);
			}),
		);
}
