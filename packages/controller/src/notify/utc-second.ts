/** A moment to the second, so that it can be found in a log: `2026-11-23 16:04:05 UTC`. */
export function utcSecond(epochMs: number): string {
	const iso = new Date(epochMs).toISOString();
	return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
