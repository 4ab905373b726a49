import type { Command } from "commander";
import pc from "picocolors";
import { buildProgram } from "../../src/program.ts";
import type { Terminal } from "../../src/shared/terminal/terminal.ts";

/** A terminal that keeps what it is told. */
export function memoryTerminal(): Terminal & { readonly said: string[] } {
	const said: string[] = [];
	return {
		said,
		colors: pc.createColors(false),
		columns: 80,
		isTty: false,
		canAsk: false,
		out: (text) => void said.push(text),
		err: (text) => void said.push(text),
	};
}

export function program(): Command {
	return buildProgram(memoryTerminal(), {}, () => {});
}

/** Every command of the tree with its path, the program's own name first; leaves and the ones that only group. */
export function allCommands(command = program(), path: readonly string[] = []): { readonly path: string; readonly command: Command }[] {
	const own = [...path, command.name()];
	return [{ path: own.join(" "), command }, ...command.commands.flatMap((child) => allCommands(child, own))];
}
