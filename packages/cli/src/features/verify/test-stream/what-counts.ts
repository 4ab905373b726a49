/**
 * "More than ten times per rolling 24-hour period".
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html read 2026-11-27
 */
const DOCUMENTED_RESHARDS = 10;

export interface CountedCalls {
	/** Accepted before the limit refused one. */
	readonly accepted: number;
	readonly refused: number;
	readonly mutations: number;
}

export interface WhatCounts {
	readonly splitsAndMergesCount: boolean;
	readonly refusedCallsCount: boolean;
}

/** Which calls the limit of ten counts, from how many were accepted; undefined where no answer, or more than one, fits. */
export function whatCounts({ accepted, mutations, refused }: CountedCalls): WhatCounts | undefined {
	const answers = [false, true].flatMap((splitsAndMergesCount) =>
		[false, true].map((refusedCallsCount): WhatCounts => ({ splitsAndMergesCount, refusedCallsCount })),
	);
	const fitting = answers.filter(
		({ refusedCallsCount, splitsAndMergesCount }) =>
			accepted + (splitsAndMergesCount ? mutations : 0) + (refusedCallsCount ? refused : 0) === DOCUMENTED_RESHARDS,
	);
	return fitting.length === 1 ? fitting[0] : undefined;
}
