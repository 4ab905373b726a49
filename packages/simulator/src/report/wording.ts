/** Numbers as the reports write them: the same in every locale. */

export function count(value: number): string {
	return Math.round(value).toLocaleString("en-US");
}

export function hours(value: number): string {
	return value.toLocaleString("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

/** @param share 0 to 1; a share above 0 is never written as 0 */
export function percentOf(share: number): string {
	if (share === 0) return "0 %";
	const percent = share * 100;
	return percent < 0.001 ? "< 0.001 %" : `${percent.toPrecision(3)} %`;
}

export function seconds(value: number): string {
	if (value < 120) return `${Math.round(value)} s`;
	return value < 7_200 ? `${Math.round(value / 60)} min` : `${(value / 3_600).toFixed(1)} h`;
}

export function ratio(value: number | undefined): string {
	return value === undefined ? "-" : value.toFixed(2);
}

export function usd(value: number | undefined): string {
	return value === undefined ? "-" : value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** 2026-11-25 12:34. */
export function utcMinute(atMs: number): string {
	return new Date(atMs).toISOString().slice(0, 16).replace("T", " ");
}
