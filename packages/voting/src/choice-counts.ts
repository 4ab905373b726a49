/**
 * The most choices of one poll that are counted by name, for each shard. A voter can invent choices, and all counts of a poll and shard are
 * one item. Without a limit it would exceed the 400 KB of a DynamoDB item. DynamoDB would then refuse it for ever, and the shard's other
 * polls would wait.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items read 2026-11-23
 */
export const MAX_NAMED_CHOICES = 500;

/** The name under which the votes for all further choices are counted, so that the total stays exact. No choice can have this name. */
export const OTHER_CHOICES = "(other)";

/** The sums with `added`. A named choice keeps its name, a new one gets one while there is room. Changes neither input. */
export function addCounts(sums: ReadonlyMap<string, number>, added: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
	const result = new Map(sums);
	for (const [choice, count] of added) {
		const name = result.has(choice) || result.size < MAX_NAMED_CHOICES ? choice : OTHER_CHOICES;
		result.set(name, (result.get(name) ?? 0) + count);
	}
	return result;
}
