import { describe, expect, it } from "vitest";
import { FUNCTIONS, type FunctionDefinition } from "../src/index.ts";

describe("asynchronous retries", () => {
	const rows: readonly { title: string; functionName: keyof typeof FUNCTIONS; retries: number | undefined }[] = [
		{ title: "are as Lambda does by default for the autoscaler: an alarm comes once", functionName: "autoscaler", retries: 2 },
		{ title: "are none for the sweep: the schedule brings the next within a minute", functionName: "sweep", retries: 0 },
		{ title: "are not said of what SQS invokes", functionName: "recheck", retries: undefined },
	];
	it.each(rows)("$title", ({ functionName, retries }) => {
		const definition: FunctionDefinition = FUNCTIONS[functionName];
		expect(definition.maximumRetryAttempts).toBe(retries);
	});
});
