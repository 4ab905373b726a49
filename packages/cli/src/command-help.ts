import { type Command, Help, type Option } from "commander";
import { rootHelp } from "./root-help.ts";
import { takenBy } from "./shared/options/argument-parsers.ts";

/** Commands that look nowhere. */
const OFFLINE: ReadonlySet<string> = new Set(["completion", "validate", "schema"]);

/** The global options that say where a command works. */
const PLACE = "  Where: --region, --profile, --endpoint-url, --deployment (headroom --help)";

/** The help of every command: what each option takes, and what finds the place. */
export class CommandHelp extends Help {
	/** Without `--help`, whose text this is. */
	override visibleOptions(command: Command): Option[] {
		return command.options.filter(({ hidden }) => !hidden);
	}

	override optionDescription(option: Option): string {
		const { argChoices, defaultValue, defaultValueDescription, description } = option;
		const takes = argChoices?.join(", ") ?? takenBy(option.parseArg);
		const isDefaultShown = !option.isBoolean() && defaultValue !== undefined;
		const facts = [
			...(takes === undefined ? [] : [takes]),
			...(isDefaultShown ? [`default: ${defaultValueDescription ?? String(defaultValue)}`] : []),
		];
		return facts.length === 0 ? description : `${description} (${facts.join("; ")})`;
	}

	override formatHelp(command: Command, helper: Help): string {
		if (command.parent === null) return rootHelp(command);
		const text = super.formatHelp(command, helper);
		const isPlaced = command.commands.length === 0 && !OFFLINE.has(command.name());
		return isPlaced ? `${text.trimEnd()}\n${PLACE}\n` : text;
	}
}
