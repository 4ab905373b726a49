/** @param seconds simulated since the last word */
export type OnProgress = (seconds: number) => void;

/** Told as simulated seconds pass, all contenders together. */
export type OnProgressOfAll = (passedSeconds: number, allSeconds: number) => void;

/** What each of several runs is given, so that one is told how far all have come. */
export function progressOfAll(allSeconds: number, tell: OnProgressOfAll | undefined): OnProgress {
	let passedSeconds = 0;
	return (seconds) => {
		passedSeconds += seconds;
		tell?.(passedSeconds, allSeconds);
	};
}
