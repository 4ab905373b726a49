import { parseDurationMs } from "@headroom/config";
import { InvalidArgumentError } from "commander";

/**
 * Parsers of option values for commander. Each throws InvalidArgumentError, which commander prints with the option's name.
 */

export function wholeNumber(least: number, most: number): (text: string) => number {
	return (text) => {
		const value = Number(text);
		if (text.trim() === "" || !Number.isInteger(value) || value < least || value > most) {
			throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
		}
		return value;
	};
}

/** @returns milliseconds */
export function duration(leastMs: number, mostMs: number): (text: string) => number {
	return (text) => {
		const milliseconds = parseDurationMs(text);
		if (milliseconds === undefined) throw new InvalidArgumentError("It must be a duration such as 90s, 10m or 1h30m.");
		if (milliseconds < leastMs || milliseconds > mostMs) {
			throw new InvalidArgumentError(`It must be from ${leastMs / 1000} s to ${mostMs / 1000} s.`);
		}
		return milliseconds;
	};
}

/** An origin only: a path, a query or credentials would go with every vote or have no effect. */
export function apiUrl(text: string): string {
	const url = URL.parse(text);
	const isBare = url !== null && url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "" && url.password === "";
	if (!isBare || (url.protocol !== "http:" && url.protocol !== "https:")) {
		throw new InvalidArgumentError("It must be an address such as https://abc123.execute-api.us-east-1.amazonaws.com, without a path.");
	}
	return url.origin;
}
