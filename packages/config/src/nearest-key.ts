/** A guess further away than this share of its length is no help. */
const MAX_DISTANCE_SHARE = 0.4;

/** Longer than this it is nobody's misspelling, and comparing it takes time. */
const MAX_KEY_LENGTH = 100;

/** The known key that an unknown one was probably meant to be; undefined where none is near. */
export function nearestKey(unknownKey: string, knownKeys: readonly string[]): string | undefined {
	if (unknownKey.length > MAX_KEY_LENGTH) return undefined;
	let best: { readonly key: string; readonly distance: number } | undefined;
	for (const key of knownKeys) {
		const distance = editDistance(unknownKey.toLowerCase(), key.toLowerCase());
		if (distance <= Math.max(unknownKey.length, key.length) * MAX_DISTANCE_SHARE && (best === undefined || distance < best.distance)) {
			best = { key, distance };
		}
	}
	return best?.key;
}

/** Levenshtein, two rows. @see https://en.wikipedia.org/wiki/Levenshtein_distance */
function editDistance(from: string, to: string): number {
	let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
	for (let row = 1; row <= from.length; row += 1) {
		const current = [row];
		for (let column = 1; column <= to.length; column += 1) {
			const substitution = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
			current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
		}
		previous = current;
	}
	return previous[to.length] ?? 0;
}
