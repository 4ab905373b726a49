import { randomUUID } from "node:crypto";
import { HistoryError } from "../errors.ts";
import type { ManualReshardLease, OverridesPort } from "../ports/overrides-port.ts";
import type { ManualReshardRequest } from "./manual-reshard.ts";

/** How long a lease outlives a process that died: long enough for a slow call, short enough for the person who tries again. */
const LEASE_MS = 60_000;
const RENEW_AFTER_MS = 15_000;

export function newLease(
	{ by, reason, targetShardCount }: ManualReshardRequest,
	fromShardCount: number,
	nowMs: number,
): ManualReshardLease {
	return { leaseId: randomUUID(), by, reason, startedAtMs: nowMs, fromShardCount, targetShardCount, untilMs: nowMs + LEASE_MS };
}

/** A lease that was acquired, renewed while its process lives. */
export class HeldLease {
	readonly #overrides: OverridesPort;
	readonly #streamName: string;
	#lease: ManualReshardLease;

	constructor(overrides: OverridesPort, streamName: string, lease: ManualReshardLease) {
		this.#overrides = overrides;
		this.#streamName = streamName;
		this.#lease = lease;
	}

	get lease(): ManualReshardLease {
		return this.#lease;
	}

	/**
	 * Renew it where that is due. What fails is tried again the next time, for as long as it stands all the same.
	 * @returns false if it is no longer this one: another person has begun since it ended
	 * @throws HistoryError it could not be renewed in all its time
	 */
	async keep(nowMs: number): Promise<boolean> {
		if (this.#lease.untilMs - nowMs > LEASE_MS - RENEW_AFTER_MS) return true;
		const renewed = { ...this.#lease, untilMs: nowMs + LEASE_MS };
		try {
			if (!(await this.#overrides.renewLease(this.#streamName, renewed))) return false;
			this.#lease = renewed;
		} catch (error) {
			const mayPass = error instanceof HistoryError && error.retryable && nowMs < this.#lease.untilMs;
			if (!mayPass) throw error;
		}
		return true;
	}
}
