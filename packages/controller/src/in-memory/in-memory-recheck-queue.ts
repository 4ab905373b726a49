import type { ClockPort } from "../ports/ports.ts";
import { MAX_RECHECK_DELAY_SECONDS, type Recheck, type RecheckPort } from "../ports/recheck-port.ts";

/** A delay queue on any clock. */
export class InMemoryRecheckQueue implements RecheckPort {
	readonly #clock: ClockPort;
	#waiting: { readonly recheck: Recheck; readonly dueAtMs: number }[] = [];

	constructor(clock: ClockPort) {
		this.#clock = clock;
	}

	async schedule(recheck: Recheck): Promise<void> {
		// Like SQS behind its adapter: a longer wait comes back early and is scheduled again.
		const delaySeconds = Math.min(MAX_RECHECK_DELAY_SECONDS, Math.max(0, Math.ceil(recheck.delaySeconds)));
		this.#waiting.push({ recheck, dueAtMs: this.#clock.nowMs() + delaySeconds * 1000 });
	}

	/** The re-checks that were not taken yet, due or not; the earliest first. */
	waiting(): readonly { readonly recheck: Recheck; readonly dueAtMs: number }[] {
		return [...this.#waiting].sort((a, b) => a.dueAtMs - b.dueAtMs);
	}

	/** Take the due re-checks. */
	takeDue(): Recheck[] {
		const nowMs = this.#clock.nowMs();
		const due = this.waiting().filter(({ dueAtMs }) => dueAtMs <= nowMs);
		this.#waiting = this.#waiting.filter(({ dueAtMs }) => dueAtMs > nowMs);
		return due.map(({ recheck }) => recheck);
	}
}
