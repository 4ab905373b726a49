/** Votes that are cast before the run, to be counted apart from it. */
export const WARM_UP_POLL_ID = "warm-up";

/** Every voter votes once; the choice follows from the voter's number, so that a rerun offers the same. */
const CHOICES = ["austria", "brazil", "canada", "denmark", "estonia"] as const;

export function tokenOf(voterIndex: number): string {
	return `voter-${String(voterIndex).padStart(7, "0")}`;
}

export function choiceOf(voterIndex: number): string {
	return CHOICES[voterIndex % CHOICES.length] ?? CHOICES[0];
}

export function votePath(pollId: string, voterIndex: number): string {
	return `/votes/${pollId}/${tokenOf(voterIndex)}/${choiceOf(voterIndex)}`;
}
