/** Forgetting a stream that is no longer managed. */
export interface ForgettingPort {
	/**
	 * Forget all but the reshards that still count against the ten, which expire by themselves. `busy` where an intent stands or a lease has
	 * not ended: nothing was forgotten.
	 */
	forget(streamName: string, nowMs: number): Promise<"busy" | "forgotten">;
}
