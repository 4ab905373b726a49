import { CliError } from "../errors/cli-error.ts";

/**
 * The value of an option that a command cannot do without. Commander's own check would come before that of unknown options: of `--too 4` it would say
 * that `--to` is missing, and not that `--too` is none.
 *
 * @param flags `--to <count>`
 * @param values what it takes, as the end of a sentence
 * @throws CliError if it is missing
 */
export function neededOption<Value>(value: Value | undefined, flags: string, values: string): Value {
	if (value !== undefined) return value;
	throw new CliError("usage", `${flags} is missing: ${values}.`);
}
