/** The public results, and time. */
export interface CountPorts {
	/** The total on the results page; undefined without an answer. */
	readTotal(): Promise<number | undefined>;
	/** Every voter that is counted. */
	readTokens(): Promise<ReadonlySet<string>>;
	nowMs(): number;
	pause(ms: number): Promise<void>;
}

export interface VotesCounted {
	readonly total: number;
	readonly tokens: ReadonlySet<string>;
	/** Seconds until the last count; absent if counting stopped before every accepted vote was counted. */
	readonly afterSeconds?: number | undefined;
}

const LOOK_EVERY_MS = 500;

/** Longer than a vote waits that is put back into the overflow queue: a vote that is counted twice must show before the verdict. */
const QUIET_MS = 6_000;

/** The wait ends when counting stops for this long. */
const STANDSTILL_MS = 90_000;

/**
 * Waits until every accepted vote is counted and counting has stopped. The total alone does not show that: it may contain a vote that was
 * answered 5xx, while an accepted one is still under way.
 */
export async function waitUntilCounted(
	ports: CountPorts,
	acceptedTokens: readonly string[],
	onTotal: (total: number) => void,
): Promise<VotesCounted> {
	const startedAtMs = ports.nowMs();
	let lastChangeAtMs = startedAtMs;
	let total = 0;
	async function look(): Promise<boolean> {
		const now = await ports.readTotal();
		if (now === undefined || now === total) return false;
		total = now;
		lastChangeAtMs = ports.nowMs();
		return true;
	}
	for (;;) {
		await look();
		onTotal(total);
		const stillMs = ports.nowMs() - lastChangeAtMs;
		const isGivenUp = stillMs >= STANDSTILL_MS;
		if (isGivenUp || (stillMs >= QUIET_MS && total >= acceptedTokens.length)) {
			const tokens = await ports.readTokens();
			const isComplete = acceptedTokens.every((token) => tokens.has(token));
			// Read again: total and tokens must be of the same moment.
			if (isGivenUp || (isComplete && !(await look()))) {
				return { total, tokens, afterSeconds: isComplete ? (lastChangeAtMs - startedAtMs) / 1000 : undefined };
			}
		}
		await ports.pause(LOOK_EVERY_MS);
	}
}
