/** What the doctor found: what is wrong, where, and the command that fixes it. */
export interface Finding {
	/** `problem`: something does not work. `warning`: it will not for long. `unchecked`: it could not be looked at. */
	readonly severity: "problem" | "unchecked" | "warning";
	/** Stable: `alarm.missing`. */
	readonly code: string;
	/** A stream's name, a queue's, a function's. */
	readonly where: string;
	/** One sentence. */
	readonly says: string;
	/** Commands or steps, in order; can be copied. Empty if nothing is to be done. */
	readonly fix: readonly string[];
}
