import { randomUUID } from "node:crypto";
import { CliError } from "../../shared/errors/cli-error.ts";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { jsonDocument } from "../../shared/format/json-document.ts";
import { span } from "../../shared/format/time.ts";
import type { AwsSession } from "../../shared/session/aws-session.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";
import { untilInterrupted } from "../../shared/terminal/until-interrupted.ts";
import type { Link } from "./link.ts";
import { LINKS } from "./links.ts";
import { exitOf, runLinks } from "./query.ts";
import { agreeToTestStream, type Measurement, measureOnTestStream } from "./test-stream/measure.ts";
import { VerifyContext } from "./verify-context.ts";
import { factsJson, factsView, reportsJson, verifyView } from "./view.ts";

export interface VerifyOptions {
	readonly apiUrl?: string;
	readonly json?: true;
	readonly sendTestMessage?: true;
	readonly testRole?: string;
	readonly wait: number;
	readonly withTestStream?: true;
	readonly yes?: true;
}

export async function runVerify(
	terminal: Terminal,
	session: AwsSession,
	names: readonly string[],
	options: VerifyOptions,
): Promise<ExitKind> {
	const links = chooseLinks(names);
	const ports = sessionPorts(session, terminal);
	const { apiUrl, json, sendTestMessage, wait } = options;
	// Asked first: nobody waits for the links to be told then that nobody can answer.
	const mayMeasure = options.withTestStream === true && (await agreeToTestStream(terminal, options.yes === true));
	if (terminal.isTty) terminal.err(`Verifying ${session.deployment} in ${session.region}: up to ${span(wait)}.`);
	return untilInterrupted(async (signal) => {
		const checkId = randomUUID();
		const sendsTestMessage = sendTestMessage === true;
		const context = new VerifyContext({ session, ports, checkId, waitMs: wait, sendsTestMessage, apiUrl, signal });
		const reports = await runLinks(links, context);
		const seconds = Math.round((Date.now() - context.startedAtMs) / 1000);
		if (json !== true) terminal.out(verifyView(terminal, reports, context.left, seconds));
		const measured: Measurement =
			mayMeasure && !signal.aborted
				? await measureOnTestStream(terminal, context, options.testRole)
				: { kind: options.withTestStream === true && !mayMeasure ? "declined" : "not-asked" };
		if (json === true) {
			const { deployment, region } = session;
			const { facts, kind } = measured;
			const body = { deployment, region, checkId, seconds, links: reportsJson(reports), left: context.left };
			terminal.out(jsonDocument("verify", { ...body, measurement: kind, measured: factsJson(facts) }));
		} else if (measured.facts !== undefined) terminal.out(factsView(measured.facts));
		if (signal.aborted || measured.kind === "interrupted") return "interrupted";
		const exit = exitOf(reports);
		return exit === "done" && measured.kind === "failed" ? "failed" : exit;
	});
}

/** @throws CliError naming the links that there are */
function chooseLinks(names: readonly string[]): readonly Link[] {
	if (names.length === 0) return LINKS;
	const unknown = names.find((name) => !LINKS.some(({ id }) => id === name));
	if (unknown === undefined) return LINKS.filter(({ id }) => names.includes(id));
	throw new CliError("usage", `There is no link ${JSON.stringify(unknown)}.`, {
		hints: [`There are: ${LINKS.map(({ id }) => id).join(", ")}.`],
	});
}
