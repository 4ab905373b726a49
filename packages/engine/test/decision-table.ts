import { expect, it } from "vitest";
import { decide, type History, type Policy, summarize } from "../src/index.ts";
import { history, observation, policy, type WorldArguments } from "./build.ts";

/** One decision. What the row leaves out is the calm default world, the examples' policy and an empty history. */
export interface Row {
	readonly title: string;
	readonly world?: WorldArguments;
	readonly policy?: Partial<Policy>;
	readonly history?: History;
	/** What of the decision matters in this row. */
	readonly expected: Readonly<Record<string, unknown>>;
	/** What its summary ends with. */
	readonly says?: string;
}

/** Each row a test. */
export function table(rows: readonly Row[]): void {
	it.each(rows)("$title", (row) => {
		const decision = decide(observation(row.world), policy(row.policy), row.history ?? history());
		expect(decision).toMatchObject(row.expected);
		if (row.says !== undefined) expect(summarize(decision).endsWith(row.says), summarize(decision)).toBe(true);
	});
}
