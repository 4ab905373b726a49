import { Command, InvalidArgumentError, Option } from "commander";
import { isSeededBug, SEEDED_BUG_NAMES, type SeededBugName } from "./bugs/seeded-bugs.ts";
import { FAULT_NAMES, type FaultName, isFaultName } from "./faults/fault-kinds.ts";

export interface EndureArguments {
	/** The first one, if several are run. */
	readonly seed: number;
	readonly days: number;
	readonly streamCount: number;
	/** Absent: those that the seed draws. */
	readonly faults?: readonly FaultName[] | undefined;
	/** Run seed after seed until so many minutes are over; absent: one seed. */
	readonly minutes?: number | undefined;
	/** Run so many seeds; absent: one, or as many as `minutes` allow. */
	readonly seeds?: number | undefined;
	readonly bug?: SeededBugName | undefined;
	/** Run every seeded bug, each until it is found. */
	readonly findsBugs: boolean;
}

const HELP_AFTER = `
A seed decides everything: the same seed, days, streams and faults give the same run, byte for byte. A run that violates an invariant is made
as small as it can be, and printed as a command. docs/endurance.md lists the faults and the invariants.

Faults: ${FAULT_NAMES.join(", ")}.

Seeded bugs: ${SEEDED_BUG_NAMES.join(", ")}.

Exit codes: 0 if every invariant held (with --find-bugs: if every bug was found), 1 if not, 2 for wrong usage.`;

/**
 * Reads the options of `npm run endure`. Writes the help, or what is wrong with an option.
 * @param words of `process.argv`, without the program
 * @throws CommanderError after either: its `exitCode` is 0 after the help
 */
export function readEndureArguments(words: readonly string[]): EndureArguments {
	const flags = new Command("npm run endure --")
		.description("Headroom's loop through years of faults on a virtual clock, with an independent checker.")
		.option("--seed <number>", "whole, from 0 to 4294967295", wholeNumber(0, 2 ** 32 - 1), 1)
		.option("--days <number>", "with faults; four quiet hours follow", days, 1)
		.option("--streams <count>", "streams of one account", wholeNumber(1, 200), 10)
		.option(
			"--faults <names>",
			"only these kinds of faults, with commas; none: no fault at all (default: those that the seed draws)",
			faultNames,
		)
		.addOption(new Option("--minutes <number>", "seed after seed, on all cores, until the time is over").argParser(wholeNumber(1, 24 * 60)))
		.addOption(new Option("--seeds <count>", "so many seeds, on all cores").argParser(wholeNumber(1, 1_000_000)).conflicts("minutes"))
		.addOption(new Option("--bug <name>", "with this seeded bug in every process").argParser(bugName))
		.addOption(new Option("--find-bugs", "every seeded bug, until an invariant finds it").conflicts(["bug", "minutes"]))
		.addHelpText("after", HELP_AFTER)
		.showHelpAfterError("(npm run endure -- --help shows every option; npm passes on only the words after --)")
		.allowExcessArguments(false)
		.exitOverride()
		.parse(words, { from: "user" })
		.opts<{
			seed: number;
			days: number;
			streams: number;
			faults?: FaultName[];
			minutes?: number;
			seeds?: number;
			bug?: SeededBugName;
			findBugs?: true;
		}>();
	const { bug, faults, minutes, seed, seeds, streams: streamCount } = flags;
	return { seed, days: flags.days, streamCount, faults, minutes, seeds, bug, findsBugs: flags.findBugs === true };
}

function wholeNumber(least: number, most: number): (text: string) => number {
	return (text) => {
		const value = Number(text);
		if (text.trim() === "" || !Number.isInteger(value) || value < least || value > most)
			throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
		return value;
	};
}

function days(text: string): number {
	const value = Number(text);
	if (text.trim() === "" || !(value >= 0.01 && value <= 3_650))
		throw new InvalidArgumentError("It must be a number of days from 0.01 to 3650.");
	return value;
}

function faultNames(text: string): FaultName[] {
	if (text === "none") return [];
	return text.split(",").map((name) => {
		if (isFaultName(name)) return name;
		throw new InvalidArgumentError(`${name} is no fault. Faults are ${FAULT_NAMES.join(", ")}; or none.`);
	});
}

function bugName(text: string): SeededBugName {
	if (isSeededBug(text)) return text;
	throw new InvalidArgumentError(`${text} is no seeded bug. They are ${SEEDED_BUG_NAMES.join(", ")}.`);
}
