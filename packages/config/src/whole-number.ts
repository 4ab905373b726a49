/**
 * A whole number as a person types it: digits, with a sign at most; `1e3` and `0x10` are rather mistakes than numbers.
 *
 * @returns undefined if the text is none, or outside `least` to `most`
 */
export function parseWholeNumber(written: string, least: number, most: number): number | undefined {
	const number = Number(written);
	return /^[+-]?\d+(\.\d+)?$/.test(written) && Number.isInteger(number) && number >= least && number <= most ? number : undefined;
}
