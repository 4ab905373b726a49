/** Forgetting a stream that is no longer managed. */
export interface ForgettingPort {
	/**
	 * Forget all but the reshards that still count against the ten, which expire by themselves. `busy` if there is an open intent or a lease
	 * that has not ended: nothing was forgotten.
	 */
	forget(streamName: string, nowMs: number): Promise<"busy" | "forgotten">;
}
