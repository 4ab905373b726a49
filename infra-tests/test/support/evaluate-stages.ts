import type { TestProject } from "vitest/node";
import type { RecordedApp } from "../../harness/recorded-app.ts";
import { evaluatedStage } from "./evaluated-stage.ts";

declare module "vitest" {
	export interface ProvidedContext {
		readonly production: RecordedApp;
		readonly personal: RecordedApp;
		/** Every setting of the voting system set, where an account begins with a quarter of the throttle. */
		readonly checked: RecordedApp;
	}
}

/**
 * Evaluates once for all test files: the stage that keeps its data, one that a person has for a day, and one that lets no unknown voter
 * in.
 */
export default async function evaluateStages(project: TestProject): Promise<void> {
	const [production, personal, checked] = await Promise.all([
		evaluatedStage({ stage: "production" }),
		evaluatedStage({ stage: "ada" }),
		evaluatedStage({
			stage: "checked",
			account: { region: "eu-south-1" },
			environment: {
				VOTING_AUTH: "jwt",
				VOTING_JWT_ISSUER: "https://id.example.com/",
				VOTING_JWT_AUDIENCE: "vote, vote-staging",
				VOTING_VOTER_TTL: "90d",
			},
		}),
	]);
	project.provide("production", production);
	project.provide("personal", personal);
	project.provide("checked", checked);
}
