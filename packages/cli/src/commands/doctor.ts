import { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { CHECKS, examine } from "../doctor/checks.ts";
import type { ExitKind } from "../exit-codes.ts";
import { jsonDocument } from "../json-document.ts";
import { chooseStreams } from "../reading/choose-streams.ts";
import { readManagedStreams } from "../reading/managed-streams.ts";
import { doctorView } from "../render/doctor-view.ts";
import { sessionPorts } from "../session-ports.ts";
import { examples, JSON_OPTION } from "./command-words.ts";

export function doctorCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("doctor")
		.summary("what is wrong, and the command that mends it")
		.description(
			"Looks at everything that the autoscaler needs, says what is wrong, where, and the\ncommand that mends it. Changes nothing. Ends with 1 when there is a problem.",
		)
		.argument("[streams...]", "streams; all where none is named")
		.option(...JSON_OPTION)
		.addHelpText("after", examples("headroom doctor", "headroom doctor votes", "headroom doctor --json | jq '.findings[].mend'"))
		.action(
			withSession(async (session, streamNames: readonly string[], { json }: { readonly json?: true }): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const managed = await readManagedStreams(session, ports);
				const streams = await chooseStreams(session, managed, streamNames);
				const findings = await examine({ session, ports, streams, unreadable: streamNames.length === 0 ? managed.unreadable : [] });
				const { deployment, region } = session;
				const checked = CHECKS.map(({ title }) => title);
				terminal.out(
					json === true ? jsonDocument("doctor", { deployment, region, checked, findings }) : doctorView(terminal, findings, checked),
				);
				return findings.some(({ severity }) => severity === "problem") ? "failed" : "done";
			}),
		);
}
