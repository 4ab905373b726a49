/** The local cloud cannot start, and a person can correct that: one line that says what is wrong and what to do. */
export class LocalCloudError extends Error {
	override readonly name = "LocalCloudError";
}
