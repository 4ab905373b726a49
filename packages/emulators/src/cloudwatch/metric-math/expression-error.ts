/** A fault of a metric math expression, with the character (from 1) if that is known. */
export class ExpressionError extends Error {
	override readonly name = "ExpressionError";

	constructor(problem: string, position?: number) {
		super(position === undefined ? problem : `${problem} at character ${position}`);
	}
}
