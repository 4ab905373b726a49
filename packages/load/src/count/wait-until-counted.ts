/** The results as anybody sees them, and time. */
export interface CountPorts {
	/** What the results page says in all; undefined if it gave no answer just now. */
	readTotal(): Promise<number | undefined>;
	/** Every voter that is counted. */
	readTokens(): Promise<ReadonlySet<string>>;
	nowMs(): number;
	pause(ms: number): Promise<void>;
}

export interface VotesCounted {
	readonly total: number;
	readonly tokens: ReadonlySet<string>;
	/** Until the last count; absent if counting stood still before every accepted vote was in. */
	readonly afterSeconds?: number | undefined;
}

const LOOK_EVERY_MS = 500;

/** Longer than a vote that is put back into the overflow queue waits there: what is counted twice should show before the verdict. */
const QUIET_MS = 6_000;

/** Counting is given up when it stands still for this long. */
const STANDSTILL_MS = 90_000;

/**
 * Waits until every accepted vote is counted and counting has come to rest. The sum alone does not say so: a vote that was answered 5xx may
 * be in it, in the place of an accepted one that is still on its way.
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
			// Read again: the two must be of one moment.
			if (isGivenUp || (isComplete && !(await look()))) {
				return { total, tokens, afterSeconds: isComplete ? (lastChangeAtMs - startedAtMs) / 1000 : undefined };
			}
		}
		await ports.pause(LOOK_EVERY_MS);
	}
}
