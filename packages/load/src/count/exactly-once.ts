/** Whether every accepted vote was counted exactly once, voter by voter. */
export interface ExactlyOnce {
	readonly accepted: number;
	/** The total on the results page. */
	readonly counted: number;
	/** Answered 200 or 202, but not counted. Must be none. */
	readonly lost: readonly number[];
	/** Counts beyond one for each voter who is counted. Must be 0. */
	readonly countedTwice: number;
	/** Counted although the request was answered 5xx or not at all: allowed, since such an answer promises nothing. */
	readonly countedUnpromised: number;
	/** Counted, but never offered, or refused with 4xx. Must be none. */
	readonly invented: readonly string[];
	readonly holds: boolean;
}

/**
 * @param acceptedVoters voters answered 200 or 202
 * @param unknownVoters  voters answered 5xx or not at all
 * @param countedTokens  the voters of the tally table, each once
 * @param countedTotal   the sum of all counts
 */
export function checkExactlyOnce(input: {
	readonly acceptedVoters: readonly number[];
	readonly unknownVoters: readonly number[];
	readonly countedTokens: ReadonlySet<string>;
	readonly countedTotal: number;
	readonly tokenOf: (voterIndex: number) => string;
}): ExactlyOnce {
	const { acceptedVoters, unknownVoters, countedTokens, countedTotal, tokenOf } = input;
	const acceptedTokens = new Set(acceptedVoters.map(tokenOf));
	const unknownTokens = new Set(unknownVoters.map(tokenOf));
	const lost = acceptedVoters.filter((voter) => !countedTokens.has(tokenOf(voter)));
	const invented = [...countedTokens].filter((token) => !acceptedTokens.has(token) && !unknownTokens.has(token));
	const countedUnpromised = [...unknownTokens].filter((token) => countedTokens.has(token)).length;
	const countedTwice = countedTotal - countedTokens.size;
	return {
		accepted: acceptedTokens.size,
		counted: countedTotal,
		lost,
		countedTwice,
		countedUnpromised,
		invented,
		holds: lost.length === 0 && countedTwice === 0 && invented.length === 0,
	};
}
