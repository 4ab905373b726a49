import type { Command } from "commander";

/** Related commands share a line, so that the help fits one screen. */
const PAIRS: readonly (readonly [first: string, second: string])[] = [
	["scale", "split"],
	["pause", "resume"],
	["hold", "release"],
	["attach", "detach"],
	["simulate", "advise"],
];

const NAME_WIDTH = 19;

/** `headroom --help`: every command in one screen of 24 lines. */
export function rootHelp(program: Command): string {
	const commands = program.commands.filter((command) => !PAIRS.some(([, second]) => second === command.name()));
	return [
		`Usage: ${program.name()} <command> [options]`,
		"",
		...commands.map((command) => `  ${namesOf(command.name()).padEnd(NAME_WIDTH)}${command.summary()}`),
		"",
		"  --region <name>, --profile <name>   as for the AWS command line",
		"  --endpoint-url <url>                the local cloud: http://127.0.0.1:4566",
		"  --deployment <name>                 headroom-production; local cloud: headroom",
		"  --json (where read), --debug, --version",
		`Every command has examples: ${program.name()} <command> --help. Exit codes: 0 done,`,
		"1 failed, 2 usage, 3 refused by a limit, 4 not found, 5 no access.",
		"",
	].join("\n");
}

function namesOf(name: string): string {
	const pair = PAIRS.find(([first]) => first === name);
	return pair === undefined ? name : pair.join(", ");
}
