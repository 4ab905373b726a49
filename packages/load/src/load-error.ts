/** The load cannot be run, and a person can put it right: one line that says what is wrong, and what to do. */
export class LoadError extends Error {
	override readonly name = "LoadError";
}
