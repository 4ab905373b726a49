/** Somebody pressed Ctrl-C. A link that waited has learned nothing; a test stream is taken down, and nothing is recorded. */
export class Interrupted extends Error {
	override readonly name = "Interrupted";

	constructor() {
		super("The run was interrupted.");
	}
}
