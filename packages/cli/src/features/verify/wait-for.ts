import { setTimeout as sleep } from "node:timers/promises";
import { Interrupted } from "./interrupted.ts";

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;
const GROWTH = 1.5;

export interface Waiting {
	readonly waitMs: number;
	readonly signal: AbortSignal;
}

/**
 * Asks again and again, further and further apart, until there is an answer or the time is over.
 * @returns undefined where there was none in time
 * @throws Interrupted
 */
export async function waitFor<Answer>({ signal, waitMs }: Waiting, ask: () => Promise<Answer | undefined>): Promise<Answer | undefined> {
	const deadlineMs = Date.now() + waitMs;
	for (let nextMs = FIRST_WAIT_MS; ; nextMs = Math.min(LONGEST_WAIT_MS, nextMs * GROWTH)) {
		const answer = await ask();
		const leftMs = deadlineMs - Date.now();
		if (answer !== undefined) return answer;
		if (signal.aborted) throw new Interrupted();
		if (leftMs <= 0) return undefined;
		await sleep(Math.min(nextMs, leftMs), undefined, { signal }).catch(() => {});
	}
}
