/** Of two whole numbers from 0; what is no number ends it, too. */
export function greatestCommonDivisor(a: number, b: number): number {
	let [larger, smaller] = [a, b];
	while (smaller > 0) [larger, smaller] = [smaller, larger % smaller];
	return larger;
}
