import type { ExitKind } from "./exit-codes.ts";

/**
 * An error for the person at the terminal: what happened, and what to do about it. Shown without a stack, unless `--debug` asks for it.
 */
export class CliError extends Error {
	override readonly name = "CliError";
	readonly exit: ExitKind;
	/** What to do, a line each. Commands can be copied. */
	readonly hints: readonly string[];

	constructor(
		exit: ExitKind,
		message: string,
		{ hints = [], cause }: { readonly hints?: readonly string[]; readonly cause?: unknown } = {},
	) {
		super(message, { cause });
		this.exit = exit;
		this.hints = hints;
	}
}
