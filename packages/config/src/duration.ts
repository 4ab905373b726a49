const MS_PER_UNIT = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof MS_PER_UNIT;

const PART = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)/;

/**
 * A duration as a person writes it: `"90s"`, `"5m"`, `"1h30m"`, or a plain number of seconds.
 *
 * @returns milliseconds, at least 0; undefined if it cannot be read
 */
export function parseDurationMs(written: unknown): number | undefined {
	if (typeof written === "number") return Number.isFinite(written) && written >= 0 ? written * 1000 : undefined;
	if (typeof written !== "string" || written === "") return undefined;
	let rest = written;
	let totalMs = 0;
	while (rest !== "") {
		const match = PART.exec(rest);
		if (match === null) return undefined;
		totalMs += Number(match[1]) * MS_PER_UNIT[match[2] as Unit];
		rest = rest.slice(match[0].length);
	}
	return Number.isFinite(totalMs) ? totalMs : undefined;
}

/** The shortest form, so that a message shows a default as a person writes it: 300,000 is `5m`. */
export function writeDuration(milliseconds: number): string {
	for (const unit of ["d", "h", "m", "s"] as const) {
		if (milliseconds !== 0 && milliseconds % MS_PER_UNIT[unit] === 0) return `${milliseconds / MS_PER_UNIT[unit]}${unit}`;
	}
	return milliseconds === 0 ? "0s" : `${milliseconds}ms`;
}
