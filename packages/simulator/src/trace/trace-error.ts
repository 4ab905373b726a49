/** One thing that is wrong with a trace. */
export interface TraceFault {
	/** `line 7`, or `MetricDataResults[0].Values[3]`. */
	readonly where: string;
	/** What is there, and what should be. */
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

/** Faults as they are found, so that a person fixes all of them and not one a run. */
export class FaultList {
	readonly #traceName: string;
	readonly #maximum: number;
	readonly #faults: TraceFault[] = [];

	constructor(traceName: string, maximum = 20) {
		this.#traceName = traceName;
		this.#maximum = maximum;
	}

	/** @throws TraceError with all of them once there are as many as are told */
	add(where: string, reason: string): void {
		this.#faults.push({ where, reason });
		if (this.#faults.length >= this.#maximum) throw new TraceError(this.#traceName, this.#faults, true);
	}

	/** @throws TraceError if there is any */
	throwIfAny(): void {
		if (this.#faults.length > 0) throw new TraceError(this.#traceName, this.#faults, false);
	}
}
