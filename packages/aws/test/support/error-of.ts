/** What the promise was rejected with; a sentence that no error equals where it was not. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
	return await promise.then(
		() => "the promise was not rejected",
		(error: unknown) => error,
	);
}
