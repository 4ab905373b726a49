import type { LinkFinding } from "./finding.ts";
import type { VerifyContext } from "./verify-context.ts";

/** One link of the chain from a vote, or an alarm, to a reshard. */
export interface Link {
	/** What it is called on the command line and in JSON: `mappings`. */
	readonly id: string;
	/** What is looked at, as part of a sentence: "the event source mappings". */
	readonly title: string;
	readonly run: (context: VerifyContext) => Promise<readonly LinkFinding[]>;
}
