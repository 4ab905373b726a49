import type { ExitKind } from "../errors/exit-codes.ts";

/** What a command is about to do to one stream. */
export interface StreamPlan {
	readonly streamName: string;
	/** What would be done, or why there is nothing to do. */
	readonly says: string;
	/** The plan in `--json`; `null` if there is nothing to do. */
	readonly json: object | null;
	/** What a person may not have meant. */
	readonly concerns?: readonly Concern[];
	/** Whether it may be done without a question, such as what changes nothing. Concerns are asked about all the same. */
	readonly isHarmless?: boolean;
	/** Absent if there is nothing to do. @throws the errors of the ports, and CliError */
	readonly act?: (signal: AbortSignal) => Promise<StreamResult>;
}

/** What a yes to the plan does not cover: it is done after a question that names it, or with an option that says so. */
export interface Concern {
	/** `votes is paused by user/ana until …`. */
	readonly says: string;
	/** Completes the question: `replace that`. */
	readonly confirms: string;
	/** What to do if nobody is asked, with the option. */
	readonly hint: string;
}

/** What came of it. */
export interface StreamResult {
	readonly says: string;
	/** The result in `--json`. */
	readonly json: object;
	readonly exit: ExitKind;
}
