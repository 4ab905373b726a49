import { parseDurationMs } from "@headroom/config";
import { reasonFault } from "@headroom/controller";
import { MAX_REASON_LENGTH } from "@headroom/engine";
import { InvalidArgumentError } from "commander";
import { CliError } from "../errors/cli-error.ts";

/** Reads the value of an option. @throws InvalidArgumentError */
export interface ValueParser<Value> {
	(text: string, before?: Value): Value;
	/** The values, for the help: `1 to 10000`. */
	readonly takes: string;
}

/** A parser whose values the help names. */
export function taking<Value>(takes: string, parse: (text: string, before?: Value) => Value): ValueParser<Value> {
	return Object.assign((text: string, before?: Value) => parse(text, before), { takes });
}

/** What the value of an option may be, for the help; undefined if its parser does not say. */
export function takenBy(parse: unknown): string | undefined {
	return typeof parse === "function" && "takes" in parse ? String(parse.takes) : undefined;
}

/** `2h`, `30m`, `1h30m`. @throws InvalidArgumentError */
export const durationMs = taking('"30m", "2h"', (text) => {
	const milliseconds = parseDurationMs(text);
	if (milliseconds === undefined || milliseconds <= 0)
		throw new InvalidArgumentError('It must be a duration such as "30m", "2h" or "1h30m".');
	return milliseconds;
});

/** A whole number in a range, which a refusal names. @throws InvalidArgumentError */
export function wholeNumber(least: number, most: number): ValueParser<number> {
	return taking(`${least} to ${most}`, (text) => {
		const number = Number(text);
		if (!/^[+-]?\d+(\.\d+)?$/.test(text) || !Number.isInteger(number) || number < least || number > most) {
			throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
		}
		return number;
	});
}

/** Any number in a range. @throws InvalidArgumentError */
export function numberFrom(least: number, most: number): ValueParser<number> {
	return taking(`${least} to ${most}`, (text) => {
		const number = Number(text);
		if (text.trim() === "" || !(number >= least && number <= most)) {
			throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`);
		}
		return number;
	});
}

/** Where an API is: `https://abc.execute-api.eu-west-1.amazonaws.com`. @throws InvalidArgumentError */
export const apiUrl = taking("https://…", (text) => {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (!["http:", "https:"].includes(url?.protocol ?? "") || /[?#]/.test(text))
		throw new InvalidArgumentError("It must begin with http:// or https://, and have neither ? nor #.");
	return text;
});

/** A person's reason. @throws CliError that does not repeat it: Commander would, however long it is */
export const reason = taking(`one line of at most ${MAX_REASON_LENGTH} characters`, (text) => {
	const fault = reasonFault(text);
	if (fault !== undefined) throw new CliError("usage", `--reason ${fault}.`);
	return text;
});

/** A moment: `2026-11-25T09:14Z`, or how long ago: `2h`. A time without a zone is UTC. @throws InvalidArgumentError */
export const moment = taking('"2h", "2026-11-25T09:14Z"', (text) => {
	const agoMs = parseDurationMs(text);
	if (agoMs !== undefined) return Date.now() - agoMs;
	const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text) || text.length <= "2026-11-25".length;
	const atMs = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(hasZone ? text : `${text.replace(" ", "T")}Z`) : Number.NaN;
	if (Number.isNaN(atMs)) throw new InvalidArgumentError('It must be a time such as "2026-11-25T09:14Z", or how long ago: "2h".');
	return atMs;
});
