/**
 * Timestamps on CloudWatch's JSON wire are epoch seconds; the model speaks `Date`. These members are its timestamps in requests.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Operations.html
 */
export const TIMESTAMP_MEMBERS: ReadonlySet<string> = new Set(["EndDate", "EndTime", "StartDate", "StartTime", "Timestamp"]);

/** Epoch seconds, or ISO 8601 as some clients send, to `Date`; an unreadable one stays as it is for the service to refuse. */
export function withDates(value: unknown, member = ""): unknown {
	if (Array.isArray(value)) return value.map((element) => withDates(element, member));
	if (value instanceof Date || value instanceof Uint8Array) return value;
	if (typeof value === "object" && value !== null) {
		return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, withDates(child, name)]));
	}
	if (!TIMESTAMP_MEMBERS.has(member)) return value;
	if (typeof value === "number") return new Date(value * 1000);
	if (typeof value === "string") return dateOf(value) ?? value;
	return value;
}

/** The other way: `Date` to epoch seconds, with milliseconds as the fraction. */
export function withEpochSeconds(value: unknown): unknown {
	if (value instanceof Date) return value.getTime() / 1000;
	if (Array.isArray(value)) return value.map(withEpochSeconds);
	if (typeof value === "object" && value !== null) {
		return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, withEpochSeconds(child)]));
	}
	return value;
}

/** @returns undefined for text that names no moment */
export function dateOf(text: string): Date | undefined {
	const date = new Date(text);
	return Number.isNaN(date.getTime()) ? undefined : date;
}
