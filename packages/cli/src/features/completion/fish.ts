import type { CompletableCommand, CompletableOption } from "./completable-commands.ts";

/** A line for each word and the commands that it may follow. */
export function fishCompletion(programName: string, commands: readonly CompletableCommand[]): string {
	const lines = commands.flatMap(({ choices, commands: children, options, path }) => {
		const isHere = conditionOf(
			path,
			children.map(({ name }) => name),
		);
		return [
			...children.map(({ description, name }) => `complete -c ${programName} -f -n ${quoted(isHere)} -a ${name} -d ${quoted(description)}`),
			...choices.map((choice) => `complete -c ${programName} -f -n ${quoted(isHere)} -a ${quoted(choice)}`),
			...options.map((option) => optionLine(programName, path, option)),
		];
	});
	return [`# ${programName}: completion for fish. To use it: ${programName} completion fish | source`, ...lines].join("\n");
}

function optionLine(programName: string, path: readonly string[], { choices, description, long, takesValue }: CompletableOption): string {
	const where = path.length === 0 ? "" : ` -n ${quoted(path.map(seen).join("; and "))}`;
	const value = takesValue ? (choices.length > 0 ? ` -x -a ${quoted(choices.join(" "))}` : " -r") : "";
	return `complete -c ${programName}${where} -l ${long.slice(2)}${value} -d ${quoted(description)}`;
}

/** True when its whole path is typed, and none of its children. */
function conditionOf(path: readonly string[], children: readonly string[]): string {
	if (path.length === 0) return "__fish_use_subcommand";
	const none = children.length === 0 ? "" : `; and not __fish_seen_subcommand_from ${children.join(" ")}`;
	return `${path.map(seen).join("; and ")}${none}`;
}

function seen(name: string): string {
	return `__fish_seen_subcommand_from ${name}`;
}

function quoted(text: string): string {
	return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
