/** One thing that is wrong with a trace. */
export interface TraceFault {
	/** `line 7`, or `MetricDataResults[0].Values[3]`. */
	readonly where: string;
	/** What the trace has there, and what it should have. */
	readonly reason: string;
}

/** A trace that cannot be read: every fault with its place, up to a bounded number. */
export class TraceError extends Error {
	override readonly name = "TraceError";
	readonly code = "trace.unreadable";
	readonly faults: readonly TraceFault[];

	/** @param wasCut reading stopped at the last of these faults: there may be more */
	constructor(traceName: string, faults: readonly TraceFault[], wasCut: boolean) {
		const lines = faults.map(({ where, reason }) => `- ${where}: ${reason}`);
		const count = faults.length === 1 ? "1 problem" : `${faults.length} problems`;
		if (wasCut) lines.push("- reading stopped here; there may be more");
		super(`${traceName} has ${count}:\n${lines.join("\n")}`);
		this.faults = faults;
	}
}

/** Collects the faults, so that a person can correct all of them at once. */
export class FaultList {
	readonly #traceName: string;
	readonly #maximum: number;
	readonly #faults: TraceFault[] = [];

	constructor(traceName: string, maximum = 20) {
		this.#traceName = traceName;
		this.#maximum = maximum;
	}

	/** @throws TraceError with all faults when the most that are reported are reached */
	add(where: string, reason: string): void {
		this.#faults.push({ where, reason });
		if (this.#faults.length >= this.#maximum) throw new TraceError(this.#traceName, this.#faults, true);
	}

	/** @throws TraceError if there is any */
	throwIfAny(): void {
		if (this.#faults.length > 0) throw new TraceError(this.#traceName, this.#faults, false);
	}
}
