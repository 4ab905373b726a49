/** One of several evaluations sends a message or schedules a re-check: each once, across processes. */
export interface ClaimsPort {
	/**
	 * Claim `dedupeKey`, unless it was claimed within `dedupeForMs` and that claim's own time is not over. So a refusal that lasts for hours
	 * is reported once, not at every evaluation.
	 *
	 * With `leaseMs` the claim ends after that time, unless `confirmClaim` keeps it. So a process that dies before it sends its message
	 * blocks others only for so long. Until then others get `being-sent`.
	 */
	claim(
		streamName: string,
		dedupeKey: string,
		nowMs: number,
		dedupeForMs: number,
		leaseMs?: number,
	): Promise<"already-sent" | "being-sent" | "claimed">;
	/** The message of the claim at `claimedAtMs` was sent: the claim stays for `dedupeForMs` from that time on. Idempotent. */
	confirmClaim(streamName: string, dedupeKey: string, claimedAtMs: number, dedupeForMs: number): Promise<void>;
	/** Forget a claim whose delivery failed, so that the next evaluation sends the message. A missing claim is no error. */
	releaseClaim(streamName: string, dedupeKey: string): Promise<void>;
}
