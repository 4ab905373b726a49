/** A stream that is in the account before the deployment. */
export interface ExistingStream {
	readonly name: string;
	readonly mode: "ON_DEMAND" | "PROVISIONED";
	/** 24 where absent, as the service's default. */
	readonly retentionHours?: number;
}

/** What the deployment finds in the account. */
export interface Account {
	/** `aws`, `aws-us-gov`, `aws-cn`. */
	readonly partition: string;
	readonly region: string;
	readonly accountId: string;
	readonly streams: readonly ExistingStream[];
	/** How many functions may run at once: 1,000 by default, 10 in a new account. */
	readonly concurrentExecutions: number;
}

export interface EvaluationRequest {
	readonly stage: string;
	/** us-east-1, no streams and room for 1,000 functions where absent. */
	readonly account?: Partial<Account>;
	/** Environment variables of the deploy. */
	readonly environment?: Readonly<Record<string, string>>;
	/** Changes to sources, for this evaluation alone: the file itself is not touched. */
	readonly edits?: readonly SourceEdit[];
	/** Records also what the provider refuses: for programs that are spoilt on purpose. */
	readonly isLenient?: boolean;
}

export interface SourceEdit {
	/** From the repository's root: `stacks/managed-streams.ts`. */
	readonly file: string;
	/** A text that is in it exactly once. */
	readonly from: string;
	readonly to: string;
}

/** What the process of an evaluation is started with, beside its SST server. */
export interface ProgramRequest {
	readonly stage: string;
	readonly account: Account;
	readonly isLenient: boolean;
	readonly paths: { readonly root: string; readonly work: string; readonly platform: string };
	/** Where it writes its {@link Evaluation} as JSON. */
	readonly resultFile: string;
}
