import type { LoadResult, SecondSample } from "../drive/load-result.ts";

/** Votes of one rate for a few seconds. */
export interface Step {
	readonly votesPerSecond: number;
	/** Of its last second, in milliseconds; infinite without an answer. */
	readonly p95Ms: number;
	/** Every vote was sent and stored, and the p95 is within the bound. */
	readonly isCarried: boolean;
}

/** What this machine carries beside its other work. */
export interface MachineMeasured {
	/** The fastest step that was carried; 0 if none was. */
	readonly votesPerSecond: number;
	/** Of that step, or of the slowest one. */
	readonly p95Ms: number;
}

/** A vote that takes longer waits for the machine: on an idle one it takes 5 to 20 ms. */
export const CARRIED_P95_MS = 200;

export const STEP_SECONDS = 2;

/** Neither seconds of compiling on a fast machine nor much of a slow one. */
const FIRST_VOTES_PER_SECOND = 200;
const LEAST_VOTES_PER_SECOND = 25;

/** A step whose p95 fell by a third is tried again: code that was cold gets faster. */
const SETTLED_RATIO = 2 / 3;
const MOST_TRIES_OF_A_STEP = 3;

/**
 * Doubles the votes a second until the machine does not carry them, or up to `mostVotesPerSecond`. Where it does not carry the first step,
 * it halves them. Ends after a few seconds on every machine.
 */
export async function measureMachine(
	mostVotesPerSecond: number,
	tryStep: (votesPerSecond: number) => Promise<Step>,
): Promise<MachineMeasured> {
	let carried: Step | undefined;
	let step = await settled(Math.min(FIRST_VOTES_PER_SECOND, mostVotesPerSecond), tryStep);
	while (!step.isCarried && step.votesPerSecond / 2 >= LEAST_VOTES_PER_SECOND) {
		step = await settled(Math.floor(step.votesPerSecond / 2), tryStep);
		if (step.isCarried) return step;
	}
	while (step.isCarried) {
		carried = step;
		if (step.votesPerSecond >= mostVotesPerSecond) break;
		step = await settled(Math.min(step.votesPerSecond * 2, mostVotesPerSecond), tryStep);
	}
	return carried ?? { votesPerSecond: 0, p95Ms: step.p95Ms };
}

/** @param seconds of the step, the first of which holds the start of the load driver */
export function stepOf(votesPerSecond: number, { counts }: Pick<LoadResult, "counts">, seconds: readonly SecondSample[]): Step {
	const answered = seconds.slice(1).filter(({ answers }) => (answers["200"] ?? 0) > votesPerSecond / 20);
	const p95Ms = answered.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...answered.map(({ latencyMs }) => latencyMs?.p95 ?? 0));
	const isStored = counts.notSent === 0 && counts.byStatus["200"] === counts.offered;
	return { votesPerSecond, p95Ms, isCarried: isStored && p95Ms <= CARRIED_P95_MS };
}

// --- internal ---

async function settled(votesPerSecond: number, tryStep: (votesPerSecond: number) => Promise<Step>): Promise<Step> {
	let step = await tryStep(votesPerSecond);
	for (let tries = 1; tries < MOST_TRIES_OF_A_STEP && !step.isCarried; tries += 1) {
		const again = await tryStep(votesPerSecond);
		const hasSettled = again.p95Ms > step.p95Ms * SETTLED_RATIO;
		step = again;
		if (hasSettled) break;
	}
	return step;
}
