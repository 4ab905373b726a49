/** A fault that lists its problems below each other, as part of a sentence. */
export function inOneLine(fault: string): string {
	const [first = "", ...problems] = fault.split("\n- ");
	return problems.length === 0 ? fault : `${first} ${problems.join("; ")}`;
}
