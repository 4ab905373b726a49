/** A resource as the provider is asked for it. */
export interface AskedResource {
	readonly type: string;
	readonly logicalName: string;
	readonly inputs: Inputs;
}

export type Inputs = Readonly<Record<string, unknown>>;

/** What a rule may look at beside the value. */
export interface Surroundings {
	readonly type: string;
	readonly inputs: Inputs;
	/** Resources that were created before. */
	readonly others: readonly AskedResource[];
	readonly account: ProviderAccount;
}

/** Where resources are created. */
export interface ProviderAccount {
	readonly partition: string;
	readonly region: string;
	readonly accountId: string;
	/** How many functions may run at once. */
	readonly concurrentExecutions: number;
}

/** Something that the provider, or AWS behind it, demands of an input. */
export interface ProviderRule {
	readonly type: string;
	/**
	 * `metricQueries[].metric.period`, `dimensions{}` for the values of a map, `dimensions{keys}` for its keys; empty for the resource as a
	 * whole.
	 */
	readonly path: string;
	/** What it must be, as the end of a sentence: `must be 1 to 64 characters`. */
	readonly must: string;
	/** A link, and when it was read; or which pinned package it is read from. */
	readonly source: string;
	isKept(value: unknown, surroundings: Surroundings): boolean;
	/** A value that it refuses, for the mutation of the rule; or what to write into the inputs. */
	readonly refuses: Refused;
}

export type Refused =
	| { readonly value: unknown }
	| { readonly write: (inputs: Record<string, unknown>, surroundings: Surroundings & { readonly others: AskedResource[] }) => unknown };

type Demand = Pick<ProviderRule, "isKept" | "must" | "refuses">;

/** Rules of one type of resource: what each path must be, and where that is written. */
export function rulesOf(type: string, rows: readonly (readonly [path: string, source: string, demand: Demand])[]): ProviderRule[] {
	return rows.map(([path, source, demand]) => ({ type, path, source, ...demand }));
}

export function characters(least: number, most: number): Demand {
	return {
		must: `must have ${least} to ${most} characters`,
		isKept: (value) => isText(value) && value.length >= least && value.length <= most,
		refuses: { value: "x".repeat(most + 1) },
	};
}

/** @param refused a text that does not match, and breaks nothing else where that can be */
export function matching(pattern: RegExp, refused: string): Demand {
	return { must: `must match ${pattern.source}`, isKept: (value) => isText(value) && pattern.test(value), refuses: { value: refused } };
}

export function oneOf(values: readonly unknown[]): Demand {
	return {
		must: `must be one of ${values.join(", ")}`,
		isKept: (value) => values.includes(value),
		refuses: { value: typeof values[0] === "number" ? 4.5 : "something-else" },
	};
}

export function wholeNumber(from: number, to: number): Demand {
	return {
		must: `must be a whole number from ${from} to ${to}`,
		isKept: (value) => Number.isInteger(value) && Number(value) >= from && Number(value) <= to,
		refuses: { value: to + 1 },
	};
}

export function entries(least: number, most: number): Demand {
	return {
		must: `must have ${least} to ${most} entries`,
		isKept: (value) => Array.isArray(value) && value.length >= least && value.length <= most,
		refuses: { value: Array.from({ length: most + 1 }, (_, index) => `arn:aws:sns:us-east-1:123456789012:t${index}`) },
	};
}

export function json(most = Number.POSITIVE_INFINITY): Demand {
	return {
		must: most === Number.POSITIVE_INFINITY ? "must be JSON" : `must be JSON of at most ${most} characters`,
		isKept: (value) => isText(value) && parsed(value) !== undefined && value.length <= most,
		refuses: { value: "{" },
	};
}

/**
 * As the provider checks ARNs.
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/verify/validate.go read 2026-11-27
 */
export function arn(): Demand {
	const pattern =
		/^arn:aws(-[a-z]+)*:[^:]+:([a-z]{2,4}(-[a-z]+)+-\d{1,2})?:(aws|aws-managed|third-party|aws-marketplace|\d{12}|cw.{10})?:.+$/;
	return matching(pattern, "arn:aws:sqs:us-east-1:12345:queue");
}

export function demand(must: string, isKept: ProviderRule["isKept"], refuses: Refused): Demand {
	return { must, isKept, refuses };
}

/** No other resource of the type has it: the call that creates would fail, or take the other over. */
export function uniqueAmong(path: string): Demand {
	return {
		must: "must be no other resource's of the type",
		isKept: (value, { type, inputs, others }) =>
			!others.some((other) => other.type === type && other.inputs !== inputs && other.inputs[path] === value),
		refuses: { write: (inputs, { type, others }) => others.push({ type, logicalName: "Another", inputs: { ...inputs } }) },
	};
}

export function isText(value: unknown): value is string {
	return typeof value === "string";
}

/** Undefined where it is no JSON. */
export function parsed(text: unknown): unknown {
	try {
		return JSON.parse(String(text));
	} catch {
		return undefined;
	}
}
