/** One fault for the operator to correct: its place and the rule. */
export interface ConfigProblem {
	/** `votes.minShardCount`, or an environment variable's name. */
	readonly path: string;
	/** Follows the path and a colon: `must be a whole number from 1 to 10000, is 0`. */
	readonly message: string;
}

/** Faults that the operator can correct, all at once, each with its path. Thrown at start-up or deploy, never in an evaluation. */
export class ConfigError extends Error {
	override readonly name = "ConfigError";
	/** Stable: logs, alarms and exit codes depend on it. */
	readonly code = "config.invalid";
	readonly problems: readonly ConfigProblem[];

	/** @param source of the faults: `HEADROOM_STREAMS`, `environment` */
	constructor(source: string, problems: readonly ConfigProblem[]) {
		const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
		super([`${source} has ${count}:`, ...problems.map(({ path, message }) => `- ${path}: ${message}`)].join("\n"));
		this.problems = problems;
	}
}
