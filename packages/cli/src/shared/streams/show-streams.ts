import { visibleText } from "@headroom/engine";
import { type ExitKind, worstExit } from "../errors/exit-codes.ts";
import { explainError } from "../errors/explain-error.ts";
import { jsonDocument } from "../format/json-document.ts";
import type { AwsSession } from "../session/aws-session.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { NamedStreams } from "./name-streams.ts";
import { settleEach } from "./settle-each.ts";

/** What is shown about one stream. */
export interface ShownStream {
	readonly text: string;
	/** The body of its JSON. */
	readonly json: object;
	readonly exit: ExitKind;
}

export interface ShowOptions {
	readonly isJson: boolean;
	/** The kind of the JSON document. */
	readonly kind: string;
	/** Reads one after the other, for what keeps the processor busy; else several at once. */
	readonly isOneByOne?: boolean;
}

/** Text about one stream that does not name it: below its name if there are several. */
export function headed({ colors }: Terminal, { areSeveral }: NamedStreams, streamName: string, text: string): string {
	return areSeveral ? `${colors.bold(visibleText(streamName))}\n${text}` : text;
}

/**
 * Shows one stream, or several below each other. One that cannot be read does not hide the others.
 *
 * @returns the worst of the ends
 * @throws the error of the one stream that was named
 */
export async function showStreams(
	terminal: Terminal,
	session: Pick<AwsSession, "options">,
	{ areSeveral, names }: NamedStreams,
	{ isJson, isOneByOne = false, kind }: ShowOptions,
	read: (streamName: string) => Promise<ShownStream>,
): Promise<ExitKind> {
	const [name] = names;
	if (!areSeveral && name !== undefined) {
		const { exit, json, text } = await read(name);
		terminal.out(isJson ? jsonDocument(kind, { streamName: name, ...json }) : text);
		return exit;
	}
	const { colors } = terminal;
	const streams: object[] = [];
	const ends: ExitKind[] = [];
	(await settleEach(names, read, isOneByOne ? 1 : undefined)).forEach((outcome, index) => {
		const streamName = names[index] ?? "";
		if (outcome.status === "fulfilled") {
			const { exit, json, text } = outcome.value;
			streams.push({ streamName, ...json });
			ends.push(exit);
			if (!isJson) terminal.out(index === 0 ? text : `\n${text}`);
			return;
		}
		const fault = explainError(outcome.reason, session.options);
		streams.push({ streamName, fault: { exit: fault.exit, message: fault.message, hints: fault.hints } });
		ends.push(fault.exit);
		if (isJson) return;
		terminal.err(colors.red(`${visibleText(streamName)}: ${fault.message}`));
		for (const hint of fault.hints) terminal.err(`  ${hint}`);
	});
	if (isJson) terminal.out(jsonDocument(kind, { streams }));
	return worstExit(ends);
}
