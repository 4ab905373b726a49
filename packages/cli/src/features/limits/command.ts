import { Command } from "commander";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { jsonDocument } from "../../shared/format/json-document.ts";
import { JSON_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { readLimits } from "./query.ts";
import { limitsJson, limitsView } from "./view.ts";

export function limitsCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("limits")
		.summary("account quota, shards used, each stream's reshards left")
		.description("Shows what the account and each stream have left: shards of the quota, reshards of the rolling 24 h.")
		.argument("[streams...]", "names or ARNs of streams, or patterns: 'orders-*'; default: all")
		.option(...JSON_OPTION)
		.addHelpText("after", examples("headroom limits", "headroom limits votes", "headroom limits --json | jq .account"))
		.action(
			withSession(async (session, streamNames: readonly string[], { json }: { readonly json?: true }): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const nowMs = ports.clock.nowMs();
				const limits = await readLimits(session, ports, streamNames, nowMs);
				const { deployment, region } = session;
				terminal.out(
					json === true ? jsonDocument("limits", { deployment, region, ...limitsJson(limits) }) : limitsView(terminal, limits, nowMs),
				);
				return limits.faults.length === 0 ? "done" : "failed";
			}),
		);
}
