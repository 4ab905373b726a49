/** The stage cannot start, and a person can put it right: one line that says what, and what to do. */
export class StageError extends Error {
	override readonly name = "StageError";
}
