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

/** An acquired lease. The process that holds it renews it. */
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
	 * Renew the lease if it is time. A failed renewal is tried again at the next call, until the lease ends.
	 * @returns false if the history holds another lease: another person began after this one ended
	 * @throws HistoryError no renewal succeeded before the lease ended
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
