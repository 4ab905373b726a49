/** What an evaluation of `sst.config.ts` asked the providers for: plain data, so that it can be handed over, copied and mutated. */
export interface RecordedApp {
	readonly stage: string;
	/** What `app()` of the configuration answered. */
	readonly settings: AppSettings;
	readonly resources: readonly RecordedResource[];
	/** Lookups in the account, in the order made: `aws:kinesis/getStream:getStream`. */
	readonly lookups: readonly RecordedLookup[];
	/** Functions that SST asked its build process for. */
	readonly builds: readonly RecordedBuild[];
	/** What `run()` answered. */
	readonly outputs: Readonly<Record<string, unknown>>;
}

export interface AppSettings {
	readonly name: string;
	readonly home: string;
	readonly removal: string;
	readonly protect: boolean;
}

export interface RecordedResource {
	readonly urn: string;
	/** `aws:kinesis/stream:Stream`, or `sst:aws:Function` for a component. */
	readonly type: string;
	readonly logicalName: string;
	/** False for a component, which is nothing in the account by itself. */
	readonly isCustom: boolean;
	/** Logical name of the component that it belongs to. */
	readonly parentName?: string;
	/** What others are given to reach it by; absent where AWS gives it none. */
	readonly arn?: string;
	readonly inputs: Readonly<Record<string, unknown>>;
	readonly ignoreChanges: readonly string[];
	readonly retainOnDelete: boolean;
	readonly protect: boolean;
	/** URNs. */
	readonly dependencies: readonly string[];
}

export interface RecordedLookup {
	readonly token: string;
	readonly inputs: Readonly<Record<string, unknown>>;
	readonly answer: Readonly<Record<string, unknown>>;
}

export interface RecordedBuild {
	readonly functionId: string;
	/** `packages/functions/src/tally.handler` */
	readonly handler: string;
	readonly runtime: string;
	readonly properties: Readonly<Record<string, unknown>>;
}

/** How an evaluation ended. A failure is a value here: some tests are about apps that must not deploy. */
export type Evaluation =
	| { readonly kind: "evaluated"; readonly app: RecordedApp }
	| { readonly kind: "failed"; readonly message: string; readonly registered: readonly string[] };
