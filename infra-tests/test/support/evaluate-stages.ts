import type { TestProject } from "vitest/node";
import type { RecordedApp } from "../../harness/recorded-app.ts";
import { evaluatedStage } from "./evaluated-stage.ts";

declare module "vitest" {
	export interface ProvidedContext {
		readonly production: RecordedApp;
		readonly personal: RecordedApp;
	}
}

/** Evaluates the two kinds of stage once for all test files: the one that keeps its data, and one that a person has for a day. */
export default async function evaluateStages(project: TestProject): Promise<void> {
	const [production, personal] = await Promise.all([evaluatedStage({ stage: "production" }), evaluatedStage({ stage: "ada" })]);
	project.provide("production", production);
	project.provide("personal", personal);
}
