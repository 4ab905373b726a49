/** What a reshard changes on the bill, as lines of a notification. */
export function costLines(_fromShardCount: number, _toShardCount: number): string[] {
	return [];
}
