/** One result of the doctor: what is wrong, where, and the command that fixes it. */
export interface Finding {
	/** `problem`: something does not work. `warning`: it may soon not work. `unchecked`: the check itself failed. */
	readonly severity: "problem" | "unchecked" | "warning";
	/** Stable: `alarm.missing`. */
	readonly code: string;
	/** The name of a stream, queue or function. */
	readonly where: string;
	/** One sentence. */
	readonly says: string;
	/** Commands or steps to copy, in order. Empty if there is nothing to do. */
	readonly fix: readonly string[];
}
