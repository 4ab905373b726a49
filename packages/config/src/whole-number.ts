/**
 * A whole number as a person types it: digits, with or without a sign. `1e3` and `0x10` are probably mistakes.
 *
 * @returns undefined if the text is no such number, or outside `least` to `most`
 */
export function parseWholeNumber(written: string, least: number, most: number): number | undefined {
	const number = Number(written);
	return /^[+-]?\d+(\.\d+)?$/.test(written) && Number.isInteger(number) && number >= least && number <= most ? number : undefined;
}
