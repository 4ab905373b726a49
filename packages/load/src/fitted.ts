/** A part of a status line; the larger its rank, the sooner it goes. */
export interface LinePart {
	readonly text: string;
	readonly rank: number;
}

const BETWEEN = "  ";

/** The parts in one line of at most so many columns: what has the largest rank goes first, and what is still too long is cut. */
export function fitted(parts: readonly LinePart[], columns: number): string {
	let kept = parts.filter(({ text }) => text !== "");
	const line = () => kept.map(({ text }) => text).join(BETWEEN);
	while (line().length > columns && kept.length > 1) {
		const highest = Math.max(...kept.map(({ rank }) => rank));
		const last = kept.findLastIndex(({ rank }) => rank === highest);
		kept = kept.filter((_, index) => index !== last);
	}
	return line().slice(0, columns);
}
