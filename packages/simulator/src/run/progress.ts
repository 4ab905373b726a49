/** @param seconds simulated since the last call */
export type OnProgress = (seconds: number) => void;

/** Called as simulated seconds pass, for all contenders together. */
export type OnProgressOfAll = (passedSeconds: number, allSeconds: number) => void;

/** A progress function for each of several runs, which reports the sum of all. */
export function progressOfAll(allSeconds: number, tell: OnProgressOfAll | undefined): OnProgress {
	let passedSeconds = 0;
	return (seconds) => {
		passedSeconds += seconds;
		tell?.(passedSeconds, allSeconds);
	};
}
