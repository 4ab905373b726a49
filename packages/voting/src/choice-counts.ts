/**
 * How many choices of one poll are counted by name, per shard. Whoever can vote can invent choices, and all counts of a poll and shard are
 * one item: without an end it would outgrow the 400 KB of a DynamoDB item, be refused for ever, and hold up the shard's other polls.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items read 2026-11-23
 */
export const MAX_NAMED_CHOICES = 500;

/** Where the votes for all further choices are counted, so that the total stays exact. No choice can be spelled like it. */
export const OTHER_CHOICES = "(other)";

/** The sums after `added`: choices that have a name keep it, new ones get one while there is room. Neither input is changed. */
export function addCounts(sums: ReadonlyMap<string, number>, added: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
	const result = new Map(sums);
	for (const [choice, count] of added) {
		const name = result.has(choice) || result.size < MAX_NAMED_CHOICES ? choice : OTHER_CHOICES;
		result.set(name, (result.get(name) ?? 0) + count);
	}
	return result;
}
