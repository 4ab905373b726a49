/** A key of the tally table. `#` separates the names: no field of a vote may hold one. */
export interface TallyTableKey extends Record<string, string> {
	readonly pk: string;
	readonly sk: string;
}

/**
 * One item for each voter and poll, under a partition key of its own. So the voters of a popular poll spread over all partitions of the
 * table; one key for the whole poll would allow 1,000 writes a second.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html read 2026-11-23
 */
export function voterKey(voteId: string, token: string): TallyTableKey {
	return { pk: `voter#${voteId}#${token}`, sk: "voter" };
}

/** All shards of one poll lie under one partition key, so that the results are one query. */
export function pollKey(voteId: string): string {
	return `poll#${voteId}`;
}

/** One item per poll and shard: `choices`, a map of counts, and `checkpoint`, the sequence number up to which they are counted. */
export function tallyKey(voteId: string, shardId: string): TallyTableKey {
	return { pk: pollKey(voteId), sk: `shard#${shardId}` };
}

/** The counts of a tally item; none if it has none. */
export function countsOf(item: Readonly<Record<string, unknown>>): readonly (readonly [string, number])[] {
	const choices = item["choices"];
	if (typeof choices !== "object" || choices === null) return [];
	return Object.entries(choices).map(([choice, count]) => [choice, Number(count)] as const);
}
