import { randomUUID } from "node:crypto";
import { HistoryError } from "../errors.ts";
import type { HistoryPort, ManualReshardLease } from "../ports/ports.ts";
import type { ManualReshardRequest } from "./manual-reshard.ts";

/** How long a run outlives a process that died: long enough for a slow call, short enough for the person who tries again. */
const RUN_LEASE_MS = 60_000;
const RENEW_AFTER_MS = 15_000;

export function newRun({ by, reason, targetShardCount }: ManualReshardRequest, fromShardCount: number, nowMs: number): ManualReshardLease {
	return { runId: randomUUID(), by, reason, startedAtMs: nowMs, fromShardCount, targetShardCount, untilMs: nowMs + RUN_LEASE_MS };
}

/** A run that was begun, kept while its process lives. */
export class RunLease {
	readonly #history: HistoryPort;
	readonly #streamName: string;
	#run: ManualReshardLease;

	constructor(history: HistoryPort, streamName: string, run: ManualReshardLease) {
		this.#history = history;
		this.#streamName = streamName;
		this.#run = run;
	}

	get run(): ManualReshardLease {
		return this.#run;
	}

	/**
	 * Renew it where that is due. What fails is tried again the next time, for as long as it stands all the same.
	 * @returns false where it is no longer this one: another has begun since it ended
	 * @throws HistoryError it could not be renewed in all its time
	 */
	async keep(nowMs: number): Promise<boolean> {
		if (this.#run.untilMs - nowMs > RUN_LEASE_MS - RENEW_AFTER_MS) return true;
		const renewed = { ...this.#run, untilMs: nowMs + RUN_LEASE_MS };
		try {
			if (!(await this.#history.renewLease(this.#streamName, renewed))) return false;
			this.#run = renewed;
		} catch (error) {
			const mayPass = error instanceof HistoryError && error.retryable && nowMs < this.#run.untilMs;
			if (!mayPass) throw error;
		}
		return true;
	}
}
