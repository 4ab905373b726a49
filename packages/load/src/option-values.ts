import { parseDurationMs } from "@headroom/config";
import { InvalidArgumentError } from "commander";

/**
 * What stands behind an option of the command line, read for commander: each throws InvalidArgumentError, which commander prints with the
 * option's name.
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

/** Without what would be sent with every vote or be ignored: a path, a query, credentials. */
export function apiUrl(text: string): string {
	const url = URL.parse(text);
	const isBare = url !== null && url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "" && url.password === "";
	if (!isBare || (url.protocol !== "http:" && url.protocol !== "https:")) {
		throw new InvalidArgumentError("It must be an address such as https://abc123.execute-api.us-east-1.amazonaws.com, without a path.");
	}
	return url.origin;
}
