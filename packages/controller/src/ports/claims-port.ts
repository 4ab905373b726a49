/** Who says or asks for something, where several evaluations could: each thing once, across processes. */
export interface ClaimsPort {
	/**
	 * Claim `dedupeKey`, unless it was claimed within `dedupeForMs` and the time that it was claimed for then is not over: a refusal that
	 * stands for hours is said once, not at every evaluation.
	 *
	 * With `leaseMs` the claim is for that long, unless `confirmClaim` keeps it: who dies before it has said what it claimed silences nobody
	 * for longer. Until then it is `being-sent` to others.
	 */
	claim(
		streamName: string,
		dedupeKey: string,
		nowMs: number,
		dedupeForMs: number,
		leaseMs?: number,
	): Promise<"already-sent" | "being-sent" | "claimed">;
	/** What was claimed at `claimedAtMs` was said: it stays claimed for `dedupeForMs` from then on. Idempotent. */
	confirmClaim(streamName: string, dedupeKey: string, claimedAtMs: number, dedupeForMs: number): Promise<void>;
	/** Forget a claim whose message could not be handed over, so that the next evaluation says it. Nothing to forget is no error. */
	releaseClaim(streamName: string, dedupeKey: string): Promise<void>;
}
