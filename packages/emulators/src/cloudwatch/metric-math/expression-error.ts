/** What is wrong with a metric math expression, and at which character (from 1) if that is known. */
export class ExpressionError extends Error {
	override readonly name = "ExpressionError";

	constructor(problem: string, position?: number) {
		super(position === undefined ? problem : `${problem} at character ${position}`);
	}
}
