import { Command, Option } from "commander";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { apiUrl, durationMs } from "../../shared/options/argument-parsers.ts";
import { JSON_OPTION, YES_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import type { VerifyOptions } from "./run-verify.ts";

const DEFAULT_WAIT_MS = 120_000;

export function verifyCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("verify")
		.summary("prove a deployment, link by link")
		.description("Goes through the deployment link by link, by trying each. Reshards nothing.")
		.argument("[links...]", "links; all where none is named")
		.addOption(new Option("--wait <duration>", "for what takes time").argParser(durationMs).default(DEFAULT_WAIT_MS, "2m"))
		.option("--send-test-message", "to every confirmed subscription")
		.addOption(new Option("--api-url <url>", "the voting API, where it is not found by its name").argParser(apiUrl))
		.option("--with-test-stream", "measure what AWS does not document, on a new stream")
		.option("--test-role <arn>", "a role to measure permissions with")
		.option(...YES_OPTION)
		.option(...JSON_OPTION)
		.addHelpText("after", examples("headroom verify", "headroom verify mappings schedule", "headroom verify --with-test-stream"))
		.action(
			withSession(async (session, links: readonly string[], options: VerifyOptions): Promise<ExitKind> => {
				// Loaded when it is asked for: the other commands start without it.
				const { runVerify } = await import("./run-verify.ts");
				return runVerify(terminal, session, links, options);
			}),
		);
}
