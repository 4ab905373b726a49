/** What the demo votes on. Every voter votes once; the choice follows from the voter's number, so that a rerun offers the same. */
export const POLL_ID = "song-contest";

const CHOICES = ["austria", "brazil", "canada", "denmark", "estonia"] as const;

export function tokenOf(voterIndex: number): string {
	return `voter-${String(voterIndex).padStart(7, "0")}`;
}

export function choiceOf(voterIndex: number): string {
	return CHOICES[voterIndex % CHOICES.length] ?? CHOICES[0];
}

export function votePath(voterIndex: number): string {
	return `/votes/${POLL_ID}/${tokenOf(voterIndex)}/${choiceOf(voterIndex)}`;
}
