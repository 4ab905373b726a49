import { Command } from "commander";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { jsonDocument } from "../../shared/format/json-document.ts";
import { JSON_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { chooseStreams } from "../../shared/streams/choose-streams.ts";
import { readManagedStreams } from "../../shared/streams/managed-streams.ts";
import { portsForStreams } from "../../shared/streams/ports-for-streams.ts";
import { CHECKS } from "./checks.ts";
import { runChecks } from "./run-checks.ts";
import { doctorView, findingJson } from "./view.ts";

export function doctorCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("doctor")
		.summary("find what is wrong, and the commands that fix it")
		.description(
			"Checks everything that the autoscaler needs. Says what is wrong, where, and which command fixes it. Changes nothing. Ends with 1 if it finds a problem.",
		)
		.argument("[streams...]", "names or ARNs of streams, or patterns: 'orders-*'; default: all")
		.option(...JSON_OPTION)
		.addHelpText("after", examples("headroom doctor", "headroom doctor votes", "headroom doctor --json | jq '.findings[].mend'"))
		.action(
			withSession(async (session, streamNames: readonly string[], { json }: { readonly json?: true }): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const managed = await readManagedStreams(session, ports);
				const streams = await chooseStreams(session, managed, streamNames);
				const findings = await runChecks(CHECKS, {
					session,
					ports: portsForStreams(session, ports, streams),
					streams,
					unreadable: streamNames.length === 0 ? managed.unreadable : [],
				});
				const { deployment, region } = session;
				const checked = CHECKS.map(({ title }) => title);
				terminal.out(
					json === true
						? jsonDocument("doctor", { deployment, region, checked, findings: findings.map(findingJson) })
						: doctorView(terminal, findings, checked),
				);
				return findings.some(({ severity }) => severity === "problem") ? "failed" : "done";
			}),
		);
}
