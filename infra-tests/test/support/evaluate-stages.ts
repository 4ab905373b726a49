import type { TestProject } from "vitest/node";
import { evaluateApp } from "../../harness/evaluate-app.ts";
import type { RecordedApp } from "../../harness/recorded-app.ts";
import { NOTIFICATION_EMAILS } from "../../properties/notifications.ts";

declare module "vitest" {
	export interface ProvidedContext {
		readonly production: RecordedApp;
		readonly personal: RecordedApp;
	}
}

/** Evaluates the two kinds of stage once for all test files: the one that keeps its data, and one that a person has for a day. */
export default async function evaluateStages(project: TestProject): Promise<void> {
	const [production, personal] = await Promise.all([evaluated("production"), evaluated("ada")]);
	project.provide("production", production);
	project.provide("personal", personal);
}

async function evaluated(stage: string): Promise<RecordedApp> {
	const evaluation = await evaluateApp({ stage, environment: { HEADROOM_NOTIFICATION_EMAILS: NOTIFICATION_EMAILS.join(", ") } });
	if (evaluation.kind === "failed") throw new Error(`stage ${stage} does not deploy: ${evaluation.message}`);
	return evaluation.app;
}
