/** The local cloud cannot start, and a person can put it right: one line that says what, and what to do. */
export class LocalCloudError extends Error {
	override readonly name = "LocalCloudError";
}
