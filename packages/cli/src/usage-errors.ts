import type { Command } from "commander";
import { closest, distance } from "fastest-levenshtein";
import { CliError } from "./shared/errors/cli-error.ts";

/** What Commander says of a command line whose form is wrong: then the form itself helps. */
const ABOUT_THE_FORM = /^error: (?:missing required argument|too many arguments|unknown )/;
/** `(Did you mean status?)` */
const IN_BRACKETS = /^\((.*)\)$/;
/** A word that differs in a larger share of its length was not meant. */
const MEANT_WITHIN_SHARE = 0.5;

/** An error of Commander in the form of ours: what happened, then what to do. */
export function usageErrorLines(command: Command, text: string): readonly [message: string, ...hints: string[]] {
	const [message = "", ...suggestions] = text.trimEnd().split("\n");
	const hints = suggestions.map((line) => line.replace(IN_BRACKETS, "$1"));
	const form = hints.length === 0 && ABOUT_THE_FORM.test(message) ? formOf(command) : [];
	return [message.replace(/^error: /, "headroom: "), ...[...hints, ...form].map((hint) => `  ${hint}`)];
}

/**
 * The help of a command that does not exist would be the help of the program, which looks like an answer.
 *
 * @param words of the command line; `help <command>` and `<command> --help` are about a command
 * @throws CliError naming the nearest command
 */
export function assertHelpExists(program: Command, words: readonly string[]): void {
	const isHelp = words[0] === "help" || words.some((word) => word === "--help" || word === "-h");
	if (!isHelp) return;
	const [first, second] = program.parseOptions([...words]).operands;
	const asked = first === "help" ? second : first;
	const names = program.commands.map((command) => command.name());
	if (asked === undefined || names.includes(asked)) return;
	const nearest = closest(asked, names);
	const isNear = distance(asked, nearest) <= Math.max(asked.length, nearest.length) * MEANT_WITHIN_SHARE;
	throw new CliError("usage", `There is no command "${asked}".`, {
		hints: [isNear ? `Did you mean ${nearest}?` : "headroom --help lists the commands."],
	});
}

function formOf(command: Command): string[] {
	const path = pathOf(command);
	if (command.parent === null) return [`${path} --help lists the commands.`];
	return [`Usage: ${path} ${command.usage()}`, `${path} --help says what each is, with examples.`];
}

function pathOf(command: Command): string {
	return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}
