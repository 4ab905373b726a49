/** The load cannot run, and a person can correct that: one line that says what is wrong and what to do. */
export class LoadError extends Error {
	override readonly name = "LoadError";
}
